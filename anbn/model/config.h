// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace anbn {

struct Architecture;

/// The shape of a transformer, from its config.json.
struct ModelConfig {
  const Architecture* architecture = nullptr;  // a line of architectures()
  std::size_t vocabulary = 0;                  // token ids are below it
  std::size_t positions = 0;                   // most tokens of a segment
  std::size_t token_types = 0;
  std::size_t hidden = 0;        // width of hidden states, heads x head size
  std::size_t intermediate = 0;  // width of the feed-forward layer
  std::size_t layers = 0, heads = 0;
  double layer_norm_epsilon = 0;
  double initializer_range = 0;  // standard deviation of untrained weights

  std::size_t head_size() const { return hidden / heads; }
};

/// The shape declared by config.json in a model folder as Hugging Face writes it.
/// Throws Error if the file is missing or wrong, or declares an architecture or a variant of one
/// that anbn does not compute.
ModelConfig read_model_config(const std::filesystem::path& folder);

}  // namespace anbn
