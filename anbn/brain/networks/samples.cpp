// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/samples.h"

#include <algorithm>
#include <cassert>

namespace anbn {
namespace {

// More files than this are opened anew for each read: a process may have only so many open.
constexpr std::size_t kFilesKeptOpen = 256;

/// Calls act(rows) for all samples, some at a time.
template <class Act>
void for_each_sample(const Samples& samples, Act&& act) {
  for (std::size_t first = 0; first < samples.count(); first += kSamplesAtOnce) {
    const Matrix x = samples.read(first, std::min(kSamplesAtOnce, samples.count() - first));
    for (std::size_t i = 0; i < x.rows; ++i) act(x.row(i));
  }
}

}  // namespace

void Samples::append(const std::filesystem::path& path) {
  auto file = std::make_shared<NpyRowReader>(path);
  assert(files_.empty() || file->cols() == cols());
  if (files_.size() < kFilesKeptOpen) file->keep_open();
  ends_.push_back(count() + file->rows());
  files_.push_back(std::move(file));
}

void Samples::read(std::size_t i, std::span<float> out) const {
  assert(i < count() && out.size() == cols());
  const auto file =
      static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), i) - ends_.begin());
  files_[file]->read(i - (file == 0 ? 0 : ends_[file - 1]), out);
}

Matrix Samples::read(std::span<const std::size_t> which) const {
  Matrix x(which.size(), cols());
  for (std::size_t i = 0; i < which.size(); ++i) read(which[i], x.row(i));
  return x;
}

Matrix Samples::read(std::size_t first, std::size_t count) const {
  Matrix x(count, cols());
  for (std::size_t i = 0; i < count; ++i) read(first + i, x.row(i));
  return x;
}

Matrix moments_of(const Samples& samples) {
  const std::size_t cols = samples.cols();
  const auto count = static_cast<double>(samples.count());
  std::vector<double> means(cols), squares(cols);
  for_each_sample(samples, [&](std::span<const float> row) {
    for (std::size_t j = 0; j < cols; ++j) means[j] += row[j];
  });
  for (double& mean : means) mean /= count;
  for_each_sample(samples, [&](std::span<const float> row) {
    for (std::size_t j = 0; j < cols; ++j) {
      const double from_mean = row[j] - means[j];
      squares[j] += from_mean * from_mean;
    }
  });
  Matrix moments(2, cols);
  for (std::size_t j = 0; j < cols; ++j) {
    moments(0, j) = static_cast<float>(means[j]);
    moments(1, j) = static_cast<float>(squares[j] / count);
  }
  return moments;
}

std::vector<const float*> row_pointers(const Matrix& x) {
  std::vector<const float*> rows;
  for (std::size_t i = 0; i < x.rows; ++i) rows.push_back(x.row(i).data());
  return rows;
}

}  // namespace anbn
