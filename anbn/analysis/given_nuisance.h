// SPDX-License-Identifier: Apache-2.0
// What a nuisance set changes in anchored pairs: how much of each series it explains, and what is
// left of the pair's correlation.
#pragma once

#include "anbn/analysis/story_series.h"
#include "anbn/stats/correlation.h"

#include <vector>

namespace anbn {

/// Of one side's series. NaN where a series is constant or not finite.
struct SideGivenNuisance {
  std::vector<double> r2;        // share of its variance that the set explains
  std::vector<double> partial;   // correlation of its anchored pair given the set; NaN also where
                                 // the set explains one of the two
  std::vector<double> kurtosis;  // excess, of what the set leaves; NaN also where it leaves nothing
};

struct GivenNuisance {
  SideGivenNuisance neurons, networks;
};

/// Of the pairs that plain correlations anchored. Over several stories both are means, weighted
/// with their shares, and the largest kurtosis; NaN where one of them has none.
GivenNuisance given_nuisance(const StoryViews& stories, const Anchoring& anchoring);

}  // namespace anbn
