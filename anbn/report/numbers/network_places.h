// SPDX-License-Identifier: Apache-2.0
// Where a network lies, as tables and the page say it.
#pragma once

#include "anbn/results/places.h"

#include <array>
#include <string>
#include <vector>

namespace anbn {

/// Where the larger part of a network's map lies, in words; where the other part has a tenth of the
/// mass or more, that too ("...; negative: ..."). Empty where the network (from 1) lies nowhere.
std::string place_in_words(const PlacesResults& places, int network);

/// The region of each atlas in which the peak at `mm` of a network (from 1) lies; an empty text
/// where it lies in none, or there is no such peak.
std::vector<std::string> regions_of_peak(const PlacesResults& places, int network,
                                         const std::array<double, 3>& mm);

/// "0.62 with Language": the reference map that is most like the map's larger part; empty where
/// there is none.
std::string reference_in_words(const PlacesResults& places, int network);

}  // namespace anbn
