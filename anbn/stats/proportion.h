// SPDX-License-Identifier: Apache-2.0
// How far a share of analyses may lie from the rate behind it, where they are not independent.
#pragma once

#include <cstddef>
#include <span>

namespace anbn {

struct ShareRange {
  double low = 0, high = 1;
};

/// Clopper and Pearson's 95 % range of the rate behind a share of `number` analyses, neither of
/// which need be whole: low and high are quantiles of Beta(k, number - k + 1) and Beta(k + 1,
/// number - k) with k = share * number. Everything (0 to 1) where number is 0.
/// Source: C.J. Clopper and E.S. Pearson, Biometrika 26 (1934); with an effective number: E.L. Korn
/// and B.I. Graubard, Survey Methodology 24 (1998).
/// @param share  0 .. 1
ShareRange clopper_pearson(double share, double number);

/// By how much the variance of the mean of `values` is larger than that of independent ones, where
/// those in one row, and those in one column, are alike: clustered by rows, plus by columns, minus
/// by neither, each with G / (G - 1) for its G clusters. Values that are all the same tell nothing
/// of it: then as if each row, or each column, were one (the fewer of them). May be below 1.
/// Source: A.C. Cameron, J.B. Gelbach and D.L. Miller, Journal of Business and Economic Statistics
/// 29 (2011), section 2.3, of a mean.
/// @param rows, columns  [values] whose each is; a pair of them is no value's but one
double crossed_design_effect(std::span<const double> values, std::span<const std::size_t> rows,
                             std::span<const std::size_t> columns);

}  // namespace anbn
