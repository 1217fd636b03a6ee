// SPDX-License-Identifier: Apache-2.0
// What a model expects to come next: hidden states behind the last layer -> how surprising each
// token of the text is.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/parallel.h"
#include "anbn/model/config.h"
#include "anbn/model/operations.h"
#include "anbn/model/weights.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// The last norm, and a matrix with a row for each token of the vocabulary: lm_head.weight where
/// the file has it, else the token embeddings where config.json ties the two.
class LanguageHead {
 public:
  /// Keeps references to both.
  /// Throws Error if tokens see those after them, or there is no such matrix, or one of another
  /// shape.
  LanguageHead(const ModelConfig& config, const Weights& weights);

  /// -log p(token | those before it) in nats, [n x 1] of each segment of n tokens; NaN of its first
  /// one, which has none before it. p is the softmax of the products of the normalized hidden state
  /// before the token with all rows, of which some are computed at a time.
  /// @param hidden  [n x hidden] behind the last layer, of each segment
  std::vector<Matrix> surprisals(std::span<const std::vector<std::int32_t>> segments,
                                 std::vector<Matrix> hidden, Operations& ops,
                                 Threads& threads) const;

 private:
  const ModelConfig& config_;
  const Weights& weights_;
  std::string matrix_;
  Norm norm_;
};

}  // namespace anbn
