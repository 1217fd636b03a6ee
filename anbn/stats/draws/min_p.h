// SPDX-License-Identifier: Apache-2.0
// One p value from several statistics of the same draws.
#pragma once

#include "anbn/core/matrix.h"

#include <vector>

namespace anbn {

/// What min_p() makes of S statistics.
struct MinP {
  std::vector<double> p;         // [S] of each by itself: (b + 1) / (P + 1)
  std::vector<double> adjusted;  // [S] for there being S of them (single step); none below `all`
  double all = 1;                // of all together: the smallest of `adjusted`
};

/// Westfall and Young's min-p. The observed arrangement and the P draws are ranked together in each
/// statistic: the p of any of them is the share of the P + 1 that reach it, itself and ties among
/// them. Its smallest p over the statistics is then a statistic of its own, and `all` is the share
/// of the P + 1 whose smallest p is no larger than the observed one. So `all` is at most a level in
/// no more than that share of data that couple no more than the draws, however the statistics
/// hang together: a permutation test like any of them, which is exact but for ties.
/// Source: P.H. Westfall and S.S. Young, Resampling-Based Multiple Testing, Wiley (1993), section
/// 2.3; the draws that the p values are of are those that they are compared in.
/// @param values  [(P + 1) x S] on the scale of correlations (kTie apart is a tie), the larger the
///                more; row 0 is what was observed. No NaN
MinP min_p(const Matrix& values);

}  // namespace anbn
