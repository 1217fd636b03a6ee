// SPDX-License-Identifier: Apache-2.0
// The best pairs of the layers, read back for the report.
#pragma once

#include "anbn/report/report.h"
#include "anbn/results/tokens.h"

#include <filesystem>

namespace anbn {

/// What the stage `layers` left in `folder`; nothing where it has not run (results of an earlier
/// anbn). `tokens` are those of the story. Throws Error if a file is missing or damaged, or the two
/// disagree.
std::optional<ShownLayers> read_shown_layers(const std::filesystem::path& folder,
                                             const TokensResults& tokens,
                                             const std::vector<std::string>& network_names);

/// Adds the time courses of all sessions' layer pairs, turned as their maps are. Throws Error if a
/// file is missing or damaged.
void add_layer_courses(const std::filesystem::path& out, Report& report);

}  // namespace anbn
