// SPDX-License-Identifier: Apache-2.0
// Queries and keys -> which pairs of tokens make each neuron active, and of what kind they are.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/parallel.h"
#include "anbn/core/progress.h"
#include "anbn/interpret/pos_profile.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace anbn {

/// The pairs of all neurons, segment after segment, [N x S top] each: as many as `top` of each
/// segment, in falling order. Tokens count from 1; 0 where a segment has fewer pairs.
struct NeuronPairs {
  std::size_t neurons = 0, width = 0;  // width: S top
  std::vector<std::int32_t> query, key;
  Matrix product;
};

/// One of them, all counted from 0.
struct NeuronPair {
  std::size_t neuron = 0, segment = 0, rank = 0, query = 0, key = 0;
  float product = 0;
};

struct Interpretation {
  NeuronPairs pairs;
  std::vector<std::optional<PosTag>> tags;  // [N] none without parts of speech
  std::vector<NeuronPair> readable;         // all pairs of the neurons that are to be read as text
};

/// What is interpreted: layers of `columns` neurons each, over the tokens of segments.
struct InterpretedStory {
  std::size_t layers = 0, columns = 0;
  /// "query" or "key" of a layer (from 1), [K x columns]; asked for layer after layer.
  std::function<Matrix(std::size_t layer, std::string_view part)> read;
  std::span<const std::size_t> segment_sizes;  // [S] their sum is K
  const TokenCategories& categories;           // [K]
};

/// The `top` largest products of queries and keys in each segment, and what kinds of tokens each
/// neuron pairs; `readable` are neurons, from 0. The same bytes for any number of threads.
Interpretation interpret(const InterpretedStory& story, std::size_t top,
                         std::span<const std::size_t> readable, Threads& threads,
                         Progress& progress);

}  // namespace anbn
