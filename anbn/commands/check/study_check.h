// SPDX-License-Identifier: Apache-2.0
// What a study is, what it needs, and what is wrong with it, before anything is computed.
#pragma once

#include "anbn/commands/check/plan.h"
#include "anbn/commands/check/story.h"
#include "anbn/commands/command.h"

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace anbn {

struct FoundProblem {
  std::string of;  // "study file", "variant main", "story pieman", "all scans", "needs"
  Problem problem;
};

struct CheckedStudy {
  std::vector<FoundProblem> problems;
  std::optional<Plan> plan;                                // of a study without errors
  double free_disk_bytes = 0, available_memory_bytes = 0;  // known where there is a plan

  /// How many of the problems would stop `anbn run`.
  std::size_t errors() const;
};

/// Looks at all that can be read quickly, and says in `words` what is there, as it goes.
/// @param what  counts in its plan
CheckedStudy check_study(const StudyReading& reading, PlanOf what, CommandContext& context,
                         std::ostream& words);

}  // namespace anbn
