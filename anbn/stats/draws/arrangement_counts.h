// SPDX-License-Identifier: Apache-2.0
// Counts over arrangements of stories, as permutation.h has them over draws of the networks.
#pragma once

#include "anbn/stats/draws/arrangements.h"
#include "anbn/stats/draws/permutation.h"
#include "anbn/stats/draws/story_pairs.h"

#include <string_view>

namespace anbn {

/// Counts over draws 0 .. permutations-1 of `arrangements`, of the stories of `pairs`. The observed
/// statistics are those of the own arrangement. Counts are the same for any number of threads, and
/// made in one go or added to earlier ones.
/// @param what  is counted, for the progress
PermutationCounts count_arrangements(const StoryPairs& pairs, const AnchoredPairs& anchored,
                                     const Arrangements& arrangements, const CountPlan& plan,
                                     std::string_view what, const Machine& machine);

}  // namespace anbn
