// SPDX-License-Identifier: Apache-2.0
// What `anbn run` will take: time, memory and disk of each stage, before it runs.
#pragma once

#include "anbn/brain/space/mask.h"
#include "anbn/commands/check/story.h"
#include "anbn/commands/command.h"

#include <cstddef>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

/// All jobs of one stage together. Those that are up to date need nothing.
struct StageNeeds {
  std::string_view stage;
  std::size_t jobs = 0, done = 0;
  double seconds = 0;       // wall
  double memory_bytes = 0;  // the most at a time
  double disk_bytes = 0;    // that stay (`keep`)
};

inline constexpr Keep kAllKeeps[] = {Keep::tables, Keep::timecourses, Keep::all};
static_assert(std::size(kAllKeeps) == names_of(Keep{}).size());

/// What lies on the disk of what the jobs write.
struct DiskNeeds {
  double most_bytes = 0;  // at a time, with what is removed later
  double stay_bytes = 0;  // in the end
};

struct Plan {
  std::vector<StageNeeds> stages;        // in the order in which they first run
  std::vector<Cost> jobs;                // of each job of the study; of those that are done 0
  DiskNeeds disk[std::size(kAllKeeps)];  // had the study that `keep`

  const DiskNeeds& disk_of(Keep keep) const { return disk[static_cast<std::size_t>(keep)]; }
  /// All stages together, one after another.
  StageNeeds total() const;
};

/// Whether what is done already counts as needing nothing.
enum class PlanOf { what_is_not_done, everything };

/// Counts of each variant and story.
using StudySizes = std::map<std::pair<std::string, std::string>, Sizes>;

/// What each stage of a sound study needs on this machine.
/// Takes a second or two: the rates are measured. Throws Error if a scan cannot be read.
/// @param mask  of the study; empty where it has no scans
Plan plan_of(const Study& study, const StudySizes& sizes, const Mask& mask, PlanOf what,
             CommandContext& context);

}  // namespace anbn
