// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `training`: models.npy and summary.json, and what follows from them for
// readers: figures.tsv and models.tsv.
#pragma once

#include "anbn/analysis/training.h"

#include <filesystem>

namespace anbn {

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const Training& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or they disagree.
Training read_training(const std::filesystem::path& folder);

}  // namespace anbn
