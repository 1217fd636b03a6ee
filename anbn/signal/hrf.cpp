// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/hrf.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

void check(double tr_s, const HrfShape& s) {
  // Above 16 s fewer than three samples are left and the shape is gone: most likely the header
  // gave milliseconds. The negated tests also catch NaN.
  if (!(tr_s > 0 && tr_s <= 16))
    fail("TR is {} s; expected 0 < TR <= 16 s. Is it in milliseconds? Set tr_s.", tr_s);
  const auto in = [](double value, double low, double high) {
    return value >= low && value <= high;
  };
  if (!in(s.peak_delay_s, 0.1, 100) || !in(s.undershoot_delay_s, 0.1, 100) ||
      !in(s.peak_dispersion_s, 0.1, 100) || !in(s.undershoot_dispersion_s, 0.1, 100) ||
      !in(s.peak_to_undershoot, 1e-3, 1e9) || !in(s.onset_s, -100, 100) ||
      !in(s.length_s, tr_s, 1000))
    fail(
        "a parameter of the haemodynamic response is out of range; expected delays and dispersions "
        "of 0.1 to 100 s, a ratio of 0.001 or more and a length of at least one TR");
}

/// The gamma density with this delay (its mean) and dispersion (its scale) at t.
double gamma_density(double t, double delay, double dispersion) {
  if (t < 0) return 0;
  const double shape = delay / dispersion, x = t / dispersion;
  int sign = 0;
  // lgamma_r, because std::lgamma writes a global and stages run in threads.
  return std::pow(x, shape - 1) * std::exp(-x - lgamma_r(shape, &sign)) / dispersion;
}

}  // namespace

std::vector<double> double_gamma_hrf(double tr_s, const HrfShape& s) {
  check(tr_s, s);
  std::vector<double> h(static_cast<std::size_t>(std::floor(s.length_s / tr_s)) + 1);
  double sum = 0;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const double t = static_cast<double>(i) * tr_s - s.onset_s;
    h[i] = gamma_density(t, s.peak_delay_s, s.peak_dispersion_s) -
           gamma_density(t, s.undershoot_delay_s, s.undershoot_dispersion_s) / s.peak_to_undershoot;
    sum += h[i];
  }
  if (!std::isfinite(sum) || sum == 0)
    fail(
        "the haemodynamic response sums to {} at TR {} s; expected a finite sum that is not 0. Use "
        "a shorter TR or SPM's default shape.",
        sum, tr_s);
  for (double& v : h) v /= sum;
  return h;
}

Matrix convolve_then_cut(const Matrix& x, std::span<const double> kernel, Threads& threads) {
  const std::size_t history = history_of(kernel);
  assert(history <= x.rows);
  constexpr std::size_t kBlockCols = 512;
  Matrix y(x.rows - history, x.cols);
  const std::size_t blocks = (x.cols + kBlockCols - 1) / kBlockCols;
  threads.for_each_block(blocks, [&](std::size_t block, std::size_t) {
    const std::size_t first = block * kBlockCols, count = std::min(kBlockCols, x.cols - first);
    std::vector<double> sums(count);
    for (std::size_t t = history; t < x.rows; ++t) {
      std::fill(sums.begin(), sums.end(), 0.0);
      for (std::size_t k = 0; k < kernel.size(); ++k) {
        const float* past = x.row(t - k).data() + first;
        for (std::size_t j = 0; j < count; ++j) sums[j] += kernel[k] * past[j];
      }
      float* out = y.row(t - history).data() + first;
      for (std::size_t j = 0; j < count; ++j) out[j] = static_cast<float>(sums[j]);
    }
  });
  return y;
}

}  // namespace anbn
