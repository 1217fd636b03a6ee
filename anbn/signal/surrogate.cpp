// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/surrogate.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

namespace anbn {
namespace {

// At each end, to say where a series begins and where it ends.
constexpr std::size_t kEndVolumes = 5;

}  // namespace

Matrix fourier_basis(std::size_t volumes) {
  Matrix basis(volumes, volumes);
  if (volumes == 0) return basis;
  const auto total = static_cast<double>(volumes);
  // cos(2 pi f t / T) has only T different values; a table keeps them exact for large f t.
  std::vector<double> cosine(volumes), sine(volumes);
  for (std::size_t i = 0; i < volumes; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / total;
    cosine[i] = std::cos(angle);
    sine[i] = std::sin(angle);
  }
  const double constant = std::sqrt(1 / total), wave = std::sqrt(2 / total);
  for (std::size_t t = 0; t < volumes; ++t) {
    basis(0, t) = static_cast<float>(constant);
    for (std::size_t f = 1; 2 * f < volumes; ++f) {
      basis(2 * f - 1, t) = static_cast<float>(wave * cosine[f * t % volumes]);
      basis(2 * f, t) = static_cast<float>(wave * sine[f * t % volumes]);
    }
    if (volumes % 2 == 0)
      basis(volumes - 1, t) = static_cast<float>(t % 2 == 0 ? constant : -constant);
  }
  return basis;
}

void turn_phases(const Matrix& spectrum, std::span<const double> angles, float* out,
                 std::size_t stride) {
  const std::size_t volumes = spectrum.rows, count = spectrum.cols;
  const auto copy_row = [&](std::size_t i) {
    std::copy_n(spectrum.values.data() + i * count, count, out + i * stride);
  };
  if (volumes == 0) return;
  assert(angles.size() == (volumes - 1) / 2);
  copy_row(0);
  for (std::size_t f = 1; 2 * f < volumes; ++f) {
    const auto c = static_cast<float>(std::cos(angles[f - 1]));
    const auto s = static_cast<float>(std::sin(angles[f - 1]));
    const float* cosine = spectrum.values.data() + (2 * f - 1) * count;
    const float* sine = cosine + count;
    float* new_cosine = out + (2 * f - 1) * stride;
    float* new_sine = new_cosine + stride;
    for (std::size_t j = 0; j < count; ++j) {
      new_cosine[j] = cosine[j] * c + sine[j] * s;
      new_sine[j] = sine[j] * c - cosine[j] * s;
    }
  }
  if (volumes % 2 == 0) copy_row(volumes - 1);
}

void randomize_phases(const Matrix& spectrum, RandomKey key, float* out, std::size_t stride) {
  std::vector<double> angles;
  for (std::size_t f = 1; 2 * f < spectrum.rows; ++f)
    angles.push_back(2 * std::numbers::pi * uniform(key, f));
  turn_phases(spectrum, angles, out, stride);
}

Matrix without_step(const Matrix& series, const Nuisance& nuisance) {
  const std::size_t volumes = series.rows;
  const std::size_t end = std::clamp<std::size_t>(volumes / 2, 1, kEndVolumes);
  const double middle = (static_cast<double>(end) - 1) / 2;
  // What the set explains of a constant and of a line that is 0 in the middle of the first volumes.
  std::vector<double> constant(volumes), line(volumes);
  for (std::size_t k = 0; k < nuisance.rank(); ++k) {
    const double* row = nuisance.basis.data() + k * volumes;
    double of_constant = 0, of_line = 0;
    for (std::size_t t = 0; t < volumes; ++t) {
      of_constant += row[t];
      of_line += row[t] * (static_cast<double>(t) - middle);
    }
    for (std::size_t t = 0; t < volumes; ++t) {
      constant[t] += of_constant * row[t];
      line[t] += of_line * row[t];
    }
  }
  Matrix out = series;
  for (std::size_t j = 0; j < series.cols && volumes > end; ++j) {
    double first = 0, last = 0;
    for (std::size_t t = 0; t < end; ++t) {
      first += series(t, j) / static_cast<double>(end);
      last += series(volumes - end + t, j) / static_cast<double>(end);
    }
    const double slope = (last - first) / static_cast<double>(volumes - end);
    for (std::size_t t = 0; t < volumes; ++t)
      out(t, j) = static_cast<float>(series(t, j) - first * constant[t] - slope * line[t]);
  }
  return out;
}

}  // namespace anbn
