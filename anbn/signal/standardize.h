// SPDX-License-Identifier: Apache-2.0
// Columns (time series) brought to a common mean and size.
#pragma once

#include "anbn/core/matrix_view.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// A series whose standard deviation is at most this share of its largest number is constant: what
/// changes in it is rounding of float32.
inline constexpr double kRoundingShare = 4 * 1.1920929e-7;

/// Series [T x C] after standardizing. A series that is constant (kRoundingShare), or that has a
/// NaN or an infinity, cannot be standardized: it is 0 throughout and listed here (columns count
/// from 0).
struct Standardized {
  Matrix values;
  std::vector<std::size_t> constant, not_finite;

  /// One entry a column: whether it carries anything.
  std::vector<char> usable() const;
};

/// Where `usable` is not 0, rising.
std::vector<std::size_t> indices_of(const std::vector<char>& usable);

/// Columns `kept` of `x`, in that order.
Matrix columns_kept(MatrixView x, std::span<const std::size_t> kept);

/// Each column of `series` [T x C] minus its mean, divided by its Euclidean norm, so that the
/// inner product of two columns is their Pearson correlation. Sums are in double.
Standardized unit_columns(MatrixView series);

/// Each column of `series` [T x C] minus its mean, divided by its standard deviation over the T
/// values (divisor T, as numpy and scipy do by default). Sums are in double.
Standardized zscored_columns(MatrixView series);

}  // namespace anbn
