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

/// The same of what `pooled-layers` left: the pairs alone, without the text of a story.
std::optional<ShownLayers> read_best_pairs(const std::filesystem::path& folder,
                                           const std::vector<std::string>& network_names);

/// What layers share in `folder`; nothing where the stage has not run. Throws Error if the file is
/// missing or damaged.
std::vector<RegionOfThird> read_shared_of(const std::filesystem::path& folder);

/// Adds the time courses of all sessions' layer pairs, turned as their maps are; of all
/// stories together how their maps are turned alone. Throws Error if a file is missing or damaged.
void add_layer_courses(const std::filesystem::path& out, Report& report);

}  // namespace anbn
