// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/report/report.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// Adds to `session` what the stage `encoding` left in its folder of the results in `out`, if it
/// ran. What was made from other time courses or networks than those now there is left out, with a
/// warning. Throws Error if a file is missing or damaged.
void add_encoding(const std::filesystem::path& out, Session& session,
                  std::vector<std::string>& warnings);

}  // namespace anbn
