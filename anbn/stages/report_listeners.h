// SPDX-License-Identifier: Apache-2.0
// The folders listeners/ and stories/, read back for the report.
#pragma once

#include "anbn/report/listeners_shown.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace anbn {

/// What the folder of a stage `listeners` holds. Throws Error if a file is missing or there are not
/// as many networks as names.
ListenersShown read_listeners_shown(const std::filesystem::path& folder,
                                    const std::vector<std::string>& network_names);

/// What the folder of a stage `stories` holds, but for its record; `titles` are names and titles.
/// Throws Error if a file is missing.
StoriesShown read_stories_shown(const std::filesystem::path& folder,
                                const std::vector<std::pair<std::string, std::string>>& titles);

}  // namespace anbn
