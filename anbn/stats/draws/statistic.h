// SPDX-License-Identifier: Apache-2.0
// What is counted of a draw, and when it reaches what was observed.
#pragma once

#include "anbn/stats/correlation.h"

#include <cmath>

namespace anbn {

/// What is compared of a correlation: itself or its absolute value.
template <class Real>
Real statistic(Real r, Delta delta) {
  return delta == Delta::absolute ? std::abs(r) : r;
}

/// Less than any correlation.
inline constexpr float kBelowAll = -2;

/// Correlations that differ by less than this are counted as equal: rounding must not decide
/// whether a draw reaches what was observed. One for numbers kept as float32, one for doubles that
/// were computed from such numbers.
inline constexpr float kTie = 1e-6f;
inline constexpr double kSame = 1e-6;

/// The least that reaches `observed`; NaN, which nothing reaches, stays NaN.
inline float reaching(float observed) { return observed - kTie; }
inline double reaching(double observed) { return observed - kSame; }

}  // namespace anbn
