// SPDX-License-Identifier: Apache-2.0
// Networks by tags: which classes the neurons anchored to a network pair, against all other
// neurons.
#pragma once

#include "anbn/core/names.h"
#include "anbn/core/parallel.h"
#include "anbn/interpret/shifted_classes.h"
#include "anbn/stats/correlation.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace anbn {

/// What is compared: the class of the queries, of the keys, or the tag that most pairs of all
/// neurons of the network have.
enum class TagSide { query, key, pair };
constexpr auto names_of(TagSide) { return named("query", "key", "pair"); }

struct NetworkTag {
  std::size_t network = 0;  // from 0
  std::size_t neurons = 0;  // anchored to it
  TagSide side = TagSide::query;
  std::size_t query = kNoIndex, key = kNoIndex;  // index of pos_categories(); of a side one is none
  double share = 0, share_others = 0;            // of all pairs of these neurons, of all others
  double expected = 0;  // what share - share_others is on average over all shifts
  double log_odds = 0;  // of the one share against the other
  /// Two-sided, of the difference of the shares, over the draws: the same shift for all neurons, so
  /// that neurons that read the same words count as what they are. NaN of pairs and of [CLS] and
  /// [SEP], which no shift moves.
  double p = std::numeric_limits<double>::quiet_NaN();
  double q = std::numeric_limits<double>::quiet_NaN();  // over all rows
};

/// Pairs of all neurons, however they are grouped.
struct GroupedPairs {
  std::span<const std::int32_t> query, key;  // [N x width] tokens from 1; 0: none
  std::span<const std::int32_t> profiles;    // [N x 289]
  std::span<const float> expected;           // [N x 289] over all shifts
  std::span<const std::size_t> network_of;   // [N] from 0, kNoIndex: none
};

/// The networks that have a neuron, rising, where there are other neurons as well: each class that
/// any of the pairs has, queries first, then keys, then the tag. The same bytes for any number of
/// threads.
std::vector<NetworkTag> network_tags(const GroupedPairs& pairs, const TokenCategories& tokens,
                                     const ShiftedClasses& shifts, Threads& threads);

}  // namespace anbn
