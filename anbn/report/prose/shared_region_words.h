// SPDX-License-Identifier: Apache-2.0
// Regions that the maps of early, middle and late layers' best pairs share, in words.
#pragma once

#include "anbn/results/layers.h"

#include <string>
#include <vector>

namespace anbn {

/// "in Yeo-7 early layers share Default and Limbic, late layers Visual; in AAL no layers share a
/// region more than chance": those with q <= kNamedUpTo. Empty where nothing was tested.
std::string shared_region_words(const std::vector<RegionOfThird>& rows);

}  // namespace anbn
