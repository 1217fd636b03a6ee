// SPDX-License-Identifier: Apache-2.0
// What the stages that take several stories of a variant read alike.
#pragma once

#include "anbn/analysis/story_series.h"
#include "anbn/core/options.h"
#include "anbn/stats/correlation.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// Throws Error unless each list has a folder for each story, and there are two or more stories.
void check_stories(const std::vector<std::string>& stories, const InputList& timecourses,
                   const InputList& coupling, const InputList& nuisance);

struct StoryInputs {
  std::vector<std::filesystem::path> timecourses, nuisance;  // folders, one a story
  std::filesystem::path networks;                            // has all stories
  std::vector<std::string> stories;
};

/// Both sides of all stories with their nuisance sets. Throws Error as read_coupling_inputs does,
/// and where a story has other neurons than `labels`.
std::vector<StorySeries> read_stories(const StoryInputs& inputs,
                                      const std::vector<std::string>& labels);

/// The delta of all `coupling` folders. Throws Error if they differ.
Delta delta_of_couplings(const std::vector<std::filesystem::path>& coupling,
                         const std::vector<std::string>& stories);

}  // namespace anbn
