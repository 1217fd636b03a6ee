// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `pooled-encoding`: what `encoding` has, and stories.tsv, r2.npy,
// fold_correlation.npy, fold_r2.npy; where listeners tell it also ceilings.tsv and reached.tsv.
#pragma once

#include "anbn/analysis/encoding_ceiling.h"
#include "anbn/analysis/pooled_encoding.h"
#include "anbn/results/encoding.h"

#include <filesystem>
#include <vector>

namespace anbn {

struct PooledEncodingResults {
  EncodingResults encoding;  // volumes of folds count over all stories, one after the other
  std::vector<FoldedStory> stories;
  Matrix r2;                             // [G x M]
  Matrix fold_correlation, fold_r2;      // [G*folds x M], folds of a group together
  std::vector<NetworkCeiling> ceilings;  // [M], or none: fewer than two stories have listeners
  std::vector<CeilingReached> reached;   // [G], or none likewise
};

/// Writes all files into the existing folder. Throws Error if the disk is full.
void write(const PooledEncodingResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or they disagree.
PooledEncodingResults read_pooled_encoding(const std::filesystem::path& folder);

/// stories.tsv of a regression over all stories. Throws Error as the others do.
void write_folded_stories(const std::vector<FoldedStory>& stories,
                          const std::filesystem::path& folder);
std::vector<FoldedStory> read_folded_stories(const std::filesystem::path& folder);

/// `file` of a folder. Throws Error naming it unless it is [rows x cols].
Matrix read_matrix_of(const std::filesystem::path& file, std::size_t rows, std::size_t cols);

}  // namespace anbn
