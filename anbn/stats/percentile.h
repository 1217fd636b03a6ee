// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace anbn {

/// The value below which `percent` of the values lie, linear between the two nearest in rank (the
/// definition that numpy and R use by default). NaN if there are none or one of them is NaN.
/// @param percent  0 .. 100
double percentile(std::vector<double> values, double percent);

}  // namespace anbn
