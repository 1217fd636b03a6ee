// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace anbn {

/// The value below which `percent` of the values lie, linear between the two nearest in rank (the
/// definition that numpy and R use by default). NaN if there are none or one of them is NaN.
/// @param percent  0 .. 100
double percentile(std::vector<double> values, double percent);

/// The mean of those of `count` values, each `stride` after the one before, that are numbers; NaN
/// if none is.
template <class Real>
double mean_of_numbers(const Real* values, std::size_t count, std::size_t stride = 1) {
  double sum = 0, n = 0;
  for (std::size_t i = 0; i < count; ++i)
    if (const Real v = values[i * stride]; !std::isnan(v)) sum += v, ++n;
  return sum / n;
}

}  // namespace anbn
