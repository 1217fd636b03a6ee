// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace anbn {

/// The distribution function of Beta(a, b) at x: the regularized incomplete beta function.
/// Source: DLMF 8.17.
double beta_share_below(double x, double a, double b);

/// The x below which Beta(a, b) has the share `share`.
double beta_quantile(double share, double a, double b);

}  // namespace anbn
