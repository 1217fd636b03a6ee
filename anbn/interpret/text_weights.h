// SPDX-License-Identifier: Apache-2.0
// How much each token of a story has part in a neuron's strongest query-key pairs.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/interpret/pairs_of_neuron.h"
#include "anbn/text/text_units.h"

#include <cstddef>
#include <span>

namespace anbn {

/// What the tokens of a story weigh for one neuron.
struct TextWeights {
  Matrix weight;             // [2 x K] as query, as key: sums of products over the largest of both
  double largest = 0;        // that sum; 0 where no pair counts, and every weight is 0
  std::size_t pairs = 0;     // of the neuron
  std::size_t left_out = 0;  // of them: product not above 0, or not finite
};

/// A token's weight as query is the sum of the products of the pairs whose query it is, as key
/// likewise; both are divided by the largest of all. Pairs whose product is not above 0 do not make
/// the neuron active and count nothing; nor do those that are not finite.
/// @param tokens  K
TextWeights text_weights(const PairsOfNeuron& pairs, std::size_t tokens);

/// Weights [2 x units] of words: the sums over their tokens, divided by the largest of all.
Matrix unit_weights(const Matrix& token_weight, std::span<const TextUnit> units);

}  // namespace anbn
