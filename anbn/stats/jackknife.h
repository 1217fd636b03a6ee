// SPDX-License-Identifier: Apache-2.0
// An estimate from several stories, and how far it depends on which of them there were.
#pragma once

#include "anbn/core/nan.h"

#include <vector>

namespace anbn {

/// An estimate of all S units (stories, listeners), and the same without each of them.
struct Jackknifed {
  double estimate = kNan;
  std::vector<double> without;  // [S]

  /// sqrt((S - 1) / S sum_s (without_s - their mean)^2). NaN below two units.
  /// Source: J.W. Tukey, Annals of Mathematical Statistics 29 (1958); B. Efron, The Jackknife, the
  /// Bootstrap and Other Resampling Plans (1982), section 3.
  double error() const;
  /// Two-sided, of estimate / error against Student's t with S - 1 degrees of freedom. NaN where
  /// the error is, or is 0.
  double p() const;
  double lowest() const;   // of `without`; NaN where there are none
  double highest() const;  // likewise
};

/// Of two estimates over the same units: a - b, without units where either has none.
Jackknifed difference(const Jackknifed& a, const Jackknifed& b);

/// The chance that Student's t with `freedom` degrees of freedom lies as far from 0 as `t`, or
/// farther. NaN where `t` is no number.
double student_p(double t, double freedom);

/// The t that Student's t lies outside of with the chance `p`, on both sides together: the inverse
/// of student_p. NaN for less than one degree of freedom.
/// @pre 0 < p < 1
double student_bound(double p, double freedom);

}  // namespace anbn
