// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/results/neurons.h"
#include "anbn/results/tokens.h"

#include <fmt/core.h>

#include <string>
#include <vector>

namespace anbn {

/// Tokens in the segments of `segments` (one number a token, from 0) and their words, one for each
/// token, in `volumes` volumes of 1.5 s. All of them lie in volume 0.
inline TokensResults example_tokens(const std::vector<std::size_t>& segments, std::size_t volumes) {
  TokensResults tokens;
  TokenTable& table = tokens.table;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    table.tokens.push_back({1, i, 0, segments[i], ""});
    tokens.pieces.push_back("w" + std::to_string(i + 1));
    tokens.words.push_back(
        {"w" + std::to_string(i + 1), 0.25 * static_cast<double>(i), 0.2, Timing::aligned, ""});
    table.word_volumes.push_back(0);
    table.segment_sizes.resize(segments[i] + 1);
    ++table.segment_sizes.back();
  }
  table.tokens_in.resize(volumes);
  table.words_in.resize(volumes);
  table.tokens_in[0] = table.words_in[0] = static_cast<std::int64_t>(segments.size());
  for (std::size_t t = 0; t < volumes; ++t) tokens.time_s.push_back(1.5 * static_cast<double>(t));
  return tokens;
}

/// `count` neurons L1H1D1, L1H1D2, ... of `layers` layers that have as many each.
inline std::vector<Neuron> example_neurons(std::size_t count, std::size_t layers = 1) {
  std::vector<Neuron> neurons;
  const std::size_t each = count / layers;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t layer = i / each + 1, dimension = i % each + 1;
    neurons.push_back({layer, 1, dimension, fmt::format("L{}H1D{}", layer, dimension)});
  }
  return neurons;
}

}  // namespace anbn
