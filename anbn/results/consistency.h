// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `consistency`: figures.tsv, left_out.tsv and summary.json.
#pragma once

#include "anbn/analysis/consistency.h"

#include <filesystem>

namespace anbn {

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const Consistency& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or they disagree.
Consistency read_consistency(const std::filesystem::path& folder);

/// Whether the two are of the same stories, layers and networks and of one kind of correlation, so
/// that one can be taken from the other.
bool are_comparable(const Consistency& a, const Consistency& b);

}  // namespace anbn
