// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `between-stories`: differences.tsv, agreement.tsv, neurons.tsv,
// networks.tsv, tags.tsv and summary.json.
#pragma once

#include "anbn/analysis/between_stories.h"
#include "anbn/interpret/tag_differences.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// The tags of the neurons in two stories; a comparison without tags is in no file.
struct StoryPairTags {
  std::size_t first = 0, second = 0;  // stories
  TagComparison comparison;
};

struct BetweenStoriesResults {
  std::vector<std::string> stories;  // names
  std::vector<std::string> labels;   // [N] of the neurons; in files only where there is a pair
  std::size_t draws = 0;
  StoryComparison comparison;
  TagClasses classes = {};  // of the tags
  std::vector<StoryPairTags> tags = {};
};

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const BetweenStoriesResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or damaged.
BetweenStoriesResults read_between_stories(const std::filesystem::path& folder);

}  // namespace anbn
