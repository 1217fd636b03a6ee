// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/analysis/places.h"

#include <string>
#include <vector>

namespace anbn {

/// Where a part of a map lies, in a line: "left; 71 % Default and Limbic (Yeo-7); 40 % Temporal Mid
/// (AAL)". Of each atlas the (at most three) regions with q <= kNamedUpTo that have most of the
/// mass, regions of the same plain name taken together, and how much they have; "no region of AAL
/// more than chance" where there is none.
/// @param shares  of this part, all atlases
std::string place_words(const PlacedPart& part, std::span<const RegionShare> shares,
                        std::span<const Atlas> atlases);

/// "A", "A and B", "A, B and C".
std::string listed(const std::vector<std::string>& names);

}  // namespace anbn
