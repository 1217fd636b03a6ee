// SPDX-License-Identifier: Apache-2.0
// Queries and keys -> which pairs of tokens make each neuron active, and of what kind they are.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/nan.h"
#include "anbn/core/parallel.h"
#include "anbn/core/progress.h"
#include "anbn/interpret/enrichment.h"
#include "anbn/interpret/met_pairs.h"
#include "anbn/interpret/pos_profile.h"
#include "anbn/interpret/tag_counts.h"
#include "anbn/interpret/token_numbers.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
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

/// What a neuron's pairs are, beside what the frequencies of the text give.
struct NeuronProfile {
  std::optional<PosTag> tag;   // none without parts of speech
  double tag_expected = kNan;  // its mean share over all shifts
  double tag_log_odds = kNan;  // of the one against the other
  Enrichment query, key;
};

/// How many neurons have a q on one side, and how many one of at most kToldQ.
struct ToldNeurons {
  std::size_t tested = 0, called = 0;
};
inline constexpr double kToldQ = 0.05;
ToldNeurons told_neurons(std::span<const NeuronProfile> neurons, Enrichment NeuronProfile::*side);

struct Interpretation {
  NeuronPairs pairs;
  std::vector<std::int32_t> profiles;  // [N x 289] pairs of each class of (query, key)
  Matrix expected;                     // [N x 289] the same, mean over all shifts
  std::vector<NeuronProfile> neurons;  // [N]
  std::vector<NeuronPair> readable;    // all pairs of the neurons that are to be read as text
  std::vector<TagCount> tags;          // of all neurons
  /// [numbers x 2 x N] of each number, first the queries of all neurons, then the keys.
  std::vector<NumberDifference> numbers;
};

/// What is interpreted: layers of `columns` neurons each, over the tokens of segments.
struct InterpretedStory {
  std::size_t layers = 0, columns = 0;
  /// "query" or "key" of a layer (from 1), [K x columns]; asked for layer after layer.
  std::function<Matrix(std::size_t layer, std::string_view part)> read;
  std::span<const std::size_t> segment_sizes;         // [S] their sum is K
  const TokenCategories& categories;                  // [K]
  std::span<const std::string> pieces;                // [K] texts of the tokens
  std::span<const std::size_t> readable;              // neurons, from 0
  std::span<const std::vector<double>> numbers = {};  // [K] each, NaN where a token has none
  /// [K] of a layer (from 1): the keys that each token's query meets, counted in its segment. None:
  /// all of its segment, in every layer.
  std::function<std::vector<KeyRange>(std::size_t layer)> met = {};
};

struct InterpretationPlan {
  std::size_t top = 500;     // pairs of a neuron and segment
  std::size_t draws = 1000;  // shifts of the classes
  std::uint64_t seed = 1;
};

/// How many of the draws tags are counted in: a mean and a range, and no p, are taken from them.
inline constexpr std::size_t kMostTagDraws = 200;

/// The `top` largest products of queries and the keys that they meet in each segment, and what
/// kinds of tokens each neuron pairs. The same bytes for any number of threads.
Interpretation interpret(const InterpretedStory& story, const InterpretationPlan& plan,
                         Threads& threads, Progress& progress);

}  // namespace anbn
