// SPDX-License-Identifier: Apache-2.0
// The query-key pairs of one neuron.
#pragma once

#include <cstdint>
#include <span>

namespace anbn {

/// As NeuronPairs has a row of them: segment after segment, in falling order.
struct PairsOfNeuron {
  std::span<const std::int32_t> query, key;  // [S top] tokens from 1; 0: there is no such pair
  std::span<const float> product = {};       // [S top]; empty where only tokens matter
};

}  // namespace anbn
