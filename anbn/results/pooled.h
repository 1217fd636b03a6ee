// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `pooled`: stories.tsv, correlation.npy, and the files of the stage
// `significance` of all stories together.
#pragma once

#include "anbn/analysis/pooled.h"
#include "anbn/results/significance.h"

#include <filesystem>
#include <vector>

namespace anbn {

struct PooledResults {
  std::vector<PooledStory> stories;
  Matrix correlation;            // [N x M] plain
  SignificanceResults together;  // with the anchors of `correlation`
};

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const PooledResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or they disagree.
PooledResults read_pooled(const std::filesystem::path& folder);

/// stories.tsv alone. Throws Error as read_pooled does.
std::vector<PooledStory> read_pooled_stories(const std::filesystem::path& folder);

}  // namespace anbn
