// SPDX-License-Identifier: Apache-2.0
// What null models read beside the networks, from the results that a stage is given.
#pragma once

#include "anbn/stats/nulls/null.h"

#include <filesystem>
#include <string>

namespace anbn {

/// Where a story's results lie.
struct StoryFolders {
  std::filesystem::path tokens, timecourses, networks;
  std::string story;  // as the networks call it
};

/// The sources of null models in these folders; HRF and other stories are read when they are asked
/// for.
NullSources null_sources(const StoryFolders& folders, double min_shift_s);

}  // namespace anbn
