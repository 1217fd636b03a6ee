// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/core/nan.h"

#include <vector>

namespace anbn {

/// What a figure is in draws of a null model. NaN where there are none.
struct NullRange {
  double mean = 0, low = 0, high = 0;  // low, high: 2.5th and 97.5th percentile
  double p = 1;  // (b + 1) / (P + 1), b the draws that reach the observed; NaN is reached by all
};

/// Of a figure that there is not.
inline constexpr NullRange kNoRange{kNan, kNan, kNan, kNan};

/// Which draws reach what was observed.
enum class Tail {
  upper,  // those that are as large or larger
  both,   // those that are as far or farther from the mean of all draws and the observed
};

/// Of `draws` [P], in which a NaN counts as having reached everything and is left out of the range.
/// p is NaN where `observed` is.
NullRange null_range(double observed, std::vector<double> draws, Tail tail);

}  // namespace anbn
