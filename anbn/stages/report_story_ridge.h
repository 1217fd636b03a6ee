// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/report/report.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// Adds to `session`, which is of all stories together, what the stages `pooled-encoding` and
/// `unique-variance` left in the results in `out`, if they ran. What was made from other time
/// courses or networks than those now there is left out, with a warning. Throws Error if a file is
/// missing or damaged.
void add_story_ridge(const std::filesystem::path& out, Session& session,
                     std::vector<std::string>& warnings);

}  // namespace anbn
