// SPDX-License-Identifier: Apache-2.0
// Tags of the neurons in several stories of a variant, for the stage that compares stories.
#pragma once

#include "anbn/results/between_stories.h"
#include "anbn/runner/cost.h"
#include "anbn/runner/stage.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace anbn {

/// Folders, one a story each; empty where no tags are to be compared.
struct TagFolders {
  std::vector<std::filesystem::path> tokens, interpretation;
};

/// Compares the tags of all pairs of `results.stories`, with facts and warnings. Throws Error if a
/// folder is damaged, or was made from other neurons than `results.labels`.
void compare_all_tags(const TagFolders& folders, std::uint64_t seed, RunContext& context,
                      BetweenStoriesResults& results);

/// Of one thread, for a pair of stories; a rough constant a partition and neuron.
double seconds_of_tags(const Sizes& first, const Sizes& second);

}  // namespace anbn
