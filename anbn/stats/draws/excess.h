// SPDX-License-Identifier: Apache-2.0
// How far something lies above noise, in units of noise. What noise gives, and how widely, is
// another thing for every model, so that observed values of two models say nothing beside each
// other; their excesses do.
#pragma once

#include <vector>

namespace anbn {

/// Mean and standard deviation (of a sample, dividing by one less) of draws.
struct DrawScale {
  double mean = 0, deviation = 0;

  /// (value - mean) / deviation; NaN where all draws are the same.
  double excess(double value) const;
};

/// NaN of fewer than two draws, and where one is NaN.
DrawScale draw_scale(const std::vector<double>& draws);

}  // namespace anbn
