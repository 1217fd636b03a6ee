// SPDX-License-Identifier: Apache-2.0
// The haemodynamic response: how blood follows neural activity.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/names.h"
#include "anbn/core/parallel.h"

#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// Which response, if any.
enum class Hrf { spm, none };
constexpr auto names_of(Hrf) { return named("spm", "none"); }

/// The parameters p(1) .. p(7) of SPM's spm_hrf, with its defaults.
struct HrfShape {
  double peak_delay_s = 6, undershoot_delay_s = 16;
  double peak_dispersion_s = 1, undershoot_dispersion_s = 1;
  double peak_to_undershoot = 6;
  double onset_s = 0;
  double length_s = 32;
};

/// Double-gamma response, one sample per TR, summing to 1:
///   h(t) ~ G(t; peak) - G(t; undershoot) / peak_to_undershoot,  t = 0, tr_s, ... <= length_s
///   G(t) = gamma density of shape delay / dispersion and scale dispersion, at t - onset_s
/// @param tr_s  repetition time of the scan [s]; 0 < tr_s <= 16
/// @return      [floor(length_s / tr_s) + 1]
/// Throws Error if tr_s or the shape is out of range.
/// Source: spm_hrf.m of SPM12. Its finer time steps (fMRI_T) fall on these samples exactly.
std::vector<double> double_gamma_hrf(double tr_s, const HrfShape& shape = {});

/// How many volumes before the first one used its response still holds.
inline std::size_t history_of(std::span<const double> kernel) {
  return kernel.empty() ? 0 : kernel.size() - 1;
}

/// Causal convolution of every column of `x` [history + T x N] with `kernel`, without its first
/// history_of(kernel) rows: [T x N]
///   y(t, :) = sum_k kernel(k) x(history + t - k, :)
Matrix convolve_then_cut(const Matrix& x, std::span<const double> kernel, Threads& threads);

/// The response [T x N] to series(first_volume, count) [count x N], what came before volume 0
/// included.
template <class Series>
Matrix response_to(const Series& series, std::size_t volumes, std::span<const double> kernel,
                   Threads& threads) {
  const std::size_t history = history_of(kernel);
  return convolve_then_cut(series(-static_cast<std::int64_t>(history), history + volumes), kernel,
                           threads);
}

}  // namespace anbn
