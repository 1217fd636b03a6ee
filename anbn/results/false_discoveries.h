// SPDX-License-Identifier: Apache-2.0
// How many series pass thresholds, and how many of noise's do: false_discoveries.tsv.
#pragma once

#include "anbn/analysis/story_significance.h"

#include <filesystem>
#include <vector>

namespace anbn {

/// Writes false_discoveries.tsv, the thresholds of both sides of every null model, into the
/// existing folder. Throws Error if the disk is full.
void write_false_discoveries(const std::vector<TestedNull>& nulls,
                             const std::filesystem::path& folder);

/// Fills the `false_discoveries` of all `nulls` with what was written of them. Throws Error naming
/// the file if it is missing or damaged, or has other null models.
void read_false_discoveries(const std::filesystem::path& folder, std::vector<TestedNull>& nulls);

}  // namespace anbn
