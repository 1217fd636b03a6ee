// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `interpretation`: pair_query.npy, pair_key.npy, pair_product.npy,
// profiles.npy, profiles_expected.npy, neurons.tsv, tags.tsv and classes.json; numbers.tsv where
// numbers were asked for; pairs.tsv has those of the pairs that a reader wants as text.
#pragma once

#include "anbn/interpret/interpretation.h"
#include "anbn/results/tokens.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

struct InterpretationResults {
  std::vector<std::string> labels;  // [N] of the neurons
  Interpretation interpretation;
  TagClasses classes = {};                // what tokens were sorted into
  std::vector<std::string> numbers = {};  // columns of tokens.tsv
};

/// Writes the files into the existing folder; `tokens` are those of the story. Throws Error if the
/// disk is full.
void write(const InterpretationResults& results, const TokensResults& tokens,
           const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or damaged, or they disagree,
/// also with `tokens`.
InterpretationResults read_interpretation(const std::filesystem::path& folder,
                                          const TokensResults& tokens);

/// The same without the pairs and profiles of all neurons, which are large.
InterpretationResults read_interpretation_tables(const std::filesystem::path& folder,
                                                 const TokensResults& tokens);

/// Of these the classes, the neurons and the tags alone: what needs no tokens. Throws Error as
/// read_interpretation does.
InterpretationResults read_tags(const std::filesystem::path& folder);

/// The pairs of neurons by the classes of (query, key).
struct StoredProfiles {
  std::vector<std::int32_t> counts;  // [N x 289]
  Matrix expected;                   // [N x 289] the same, mean over all shifts of the classes

  std::span<const std::int32_t> counts_of(std::size_t neuron) const {
    return std::span(counts).subspan(neuron * kProfileCells, kProfileCells);
  }
};

/// The profiles of N neurons alone. Throws Error as read_interpretation does.
StoredProfiles read_profiles(const std::filesystem::path& folder, std::size_t neurons);

}  // namespace anbn
