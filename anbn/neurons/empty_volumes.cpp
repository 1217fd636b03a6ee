// SPDX-License-Identifier: Apache-2.0
#include "anbn/neurons/neurons.h"

#include <algorithm>
#include <cassert>

namespace anbn {
namespace {

/// The mean over the rows of `x`.
std::vector<float> mean_row(const Matrix& x) {
  std::vector<double> sums(x.cols);
  for (std::size_t r = 0; r < x.rows; ++r)
    for (std::size_t j = 0; j < x.cols; ++j) sums[j] += x(r, j);
  std::vector<float> mean(x.cols);
  for (std::size_t j = 0; j < x.cols; ++j)
    mean[j] = static_cast<float>(sums[j] / static_cast<double>(x.rows));
  return mean;
}

/// The point at `share` of the way from one row to another.
void interpolate(std::span<const float> before, std::span<const float> after, double share,
                 std::span<float> out) {
  for (std::size_t j = 0; j < out.size(); ++j)
    out[j] = static_cast<float>((1 - share) * before[j] + share * after[j]);
}

}  // namespace

Matrix with_empty_volumes(const Matrix& spoken, std::span<const std::int64_t> volumes,
                          std::int64_t first, std::size_t count, EmptyVolumes empty) {
  assert(volumes.size() == spoken.rows);
  Matrix out(count, spoken.cols);
  if (spoken.rows == 0) return out;
  const std::vector<float> mean =
      empty == EmptyVolumes::mean ? mean_row(spoken) : std::vector<float>();
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t volume = first + static_cast<std::int64_t>(i);
    const auto next = static_cast<std::size_t>(
        std::lower_bound(volumes.begin(), volumes.end(), volume) - volumes.begin());
    const std::span<float> row = out.row(i);
    const bool is_spoken = next < volumes.size() && volumes[next] == volume;
    if (is_spoken) {
      std::copy_n(spoken.row(next).begin(), spoken.cols, row.begin());
    } else if (empty == EmptyVolumes::mean) {
      std::copy(mean.begin(), mean.end(), row.begin());
    } else if (empty == EmptyVolumes::hold && next > 0) {
      std::copy_n(spoken.row(next - 1).begin(), spoken.cols, row.begin());
    } else if (empty == EmptyVolumes::interpolate) {
      const std::size_t before = next == 0 ? 0 : next - 1;
      const std::size_t after = std::min(next, volumes.size() - 1);
      const double share = before == after
                               ? 0
                               : static_cast<double>(volume - volumes[before]) /
                                     static_cast<double>(volumes[after] - volumes[before]);
      interpolate(spoken.row(before), spoken.row(after), share, row);
    }
  }
  return out;
}

}  // namespace anbn
