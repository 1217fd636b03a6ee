// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `unique-variance`: what `encoding` has, with gains for correlations, and
// stories.tsv, low_level.tsv, without_neurons.tsv, r2.npy, low_level_penalty.npy, fold_gain.npy.
#pragma once

#include "anbn/analysis/unique_variance.h"
#include "anbn/results/encoding.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// What the figure of its tests is called in files.
inline constexpr std::string_view kGainFigure = "gain";

struct UniqueVarianceResults {
  EncodingResults encoding;  // of gains
  std::vector<FoldedStory> stories;
  std::vector<std::string> low_level;  // names of the regressors
  std::vector<double> low_level_r2;    // [M] without neurons
  Matrix r2;                           // [G x M] with them
  Matrix low_level_penalty;            // [G*folds x M] chosen beside the neurons
  Matrix fold_gain;                    // [G*folds x M]
};

/// Writes all files into the existing folder. Throws Error if the disk is full.
void write(const UniqueVarianceResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or they disagree.
UniqueVarianceResults read_unique_variance(const std::filesystem::path& folder);

}  // namespace anbn
