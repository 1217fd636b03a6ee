// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/neurons/neurons.h"

#include <cstddef>

namespace anbn {

/// The number (from 1) of the neuron `dimension` of `head` of `layer` in a model with `heads` heads
/// of `dimensions` dimensions.
constexpr std::size_t attention_qk_number(std::size_t layer, std::size_t head,
                                          std::size_t dimension, std::size_t heads,
                                          std::size_t dimensions) {
  return ((layer - 1) * heads + head - 1) * dimensions + dimension;
}

/// The activity of every column of queries and keys [K x columns].
Matrix attention_qk_activity(std::span<const Matrix> parts, const HeardTokens& heard,
                             Aggregate aggregate, Threads& threads);

}  // namespace anbn
