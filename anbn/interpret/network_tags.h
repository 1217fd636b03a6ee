// SPDX-License-Identifier: Apache-2.0
// Networks by tags: which classes the neurons anchored to a network pair more often than all other
// neurons, beside the groups of neurons that noise makes.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/names.h"
#include "anbn/core/nan.h"
#include "anbn/stats/correlation.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// What is compared: the class of the queries, of the keys, or the tag that most pairs of all
/// neurons of the network have, which is told and not tested.
enum class TagSide { query, key, pair };
constexpr auto names_of(TagSide) { return named("query", "key", "pair"); }

struct NetworkTag {
  std::size_t network = 0;  // from 0
  std::size_t neurons = 0;  // anchored to it
  TagSide side = TagSide::query;
  std::size_t query = kNoIndex, key = kNoIndex;  // of the classes; of a side one is none
  double share = 0, share_others = 0;  // of the pairs of these neurons, of those of all others
  double log_odds = 0;                 // of the one share against the other
  /// How far the difference of the shares lies above its mean over the observed and the draws, in
  /// their standard deviations. NaN of pairs, and without draws.
  double z = kNan;
  /// (b + 1) / (D + 1), b the draws of noise in which any row of any network lies as far above.
  double p_fwe = kNan;
};

/// Which network each neuron is anchored to, and would be were networks noise.
struct NetworkGroups {
  std::size_t networks = 0;          // M
  std::span<const Anchor> observed;  // [N]
  const Matrix& drawn;  // [D x N] the same of networks with random phases, from 1; NaN or 0: nobody
};

/// The networks that have a neuron, rising, where there are other neurons as well: each class that
/// any of the pairs has, queries first, then keys, then the tag. Neurons that are anchored to
/// nobody are among the others.
///
/// Neurons and what they pair stay as they are; in a draw they are grouped by the network that is
/// their best one there. So that many neurons prefer a class, that those of a layer resemble each
/// other, and that some networks attract more neurons, is in the draws as it is in the observed.
/// The difference of the shares is taken times the root of n (N - n) / N, n neurons in the network:
/// groups of few neurons differ most by chance, and would hide all others.
/// @param profiles  [N x 289]; shares are of their sums, that is of the pairs that have two classes
std::vector<NetworkTag> network_tags(std::span<const std::int32_t> profiles,
                                     const NetworkGroups& groups);

}  // namespace anbn
