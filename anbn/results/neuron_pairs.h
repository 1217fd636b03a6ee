// SPDX-License-Identifier: Apache-2.0
// The query-key pairs of single neurons in a folder of the stage `interpretation`: of its large
// files only the rows that are asked for are read.
#pragma once

#include "anbn/interpret/pairs_of_neuron.h"
#include "anbn/io/npy.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace anbn {

/// The pairs of one neuron as they are stored: segment after segment, each in falling order.
struct StoredPairs {
  std::vector<std::int32_t> query, key;  // [S top] tokens from 1; 0 where a segment has fewer pairs
  std::vector<float> product;            // [S top]

  operator PairsOfNeuron() const { return {query, key, product}; }
};

class NeuronPairsReader {
 public:
  /// @param tokens  K of the story
  /// Throws Error if pair_product.npy is missing or damaged.
  NeuronPairsReader(std::filesystem::path folder, std::size_t tokens);

  std::size_t neurons() const { return product_.rows(); }
  std::size_t width() const { return product_.cols(); }  // S top

  /// The pairs of `neuron`, counted from 0. Throws Error if a file is missing or damaged, or names
  /// a token that the story has not.
  StoredPairs read(std::size_t neuron) const;

 private:
  std::filesystem::path folder_;
  NpyRowReader product_;
  std::size_t tokens_;
};

}  // namespace anbn
