// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/model/operations.h"
#include "anbn/model/taps.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace anbn {

struct Architecture;

/// The shape of a transformer, from its config.json.
struct ModelConfig {
  const Architecture* architecture = nullptr;  // a line of architectures()
  std::size_t vocabulary = 0;                  // token ids are below it
  std::size_t positions = 0;                   // most tokens of a segment
  std::size_t hidden = 0;                      // width of hidden states
  std::size_t intermediate = 0;                // width of the feed-forward layer
  std::size_t layers = 0;
  Heads heads;
  Sight sight = Sight::all;
  std::vector<std::size_t>
      windows;  // [layers] of each layer's mask (0: none), or empty: no windows
  Activation activation = Activation::gelu;
  double norm_epsilon = 0;
  double initializer_range = 0;  // standard deviation of untrained weights

  // What some architectures have.
  std::size_t token_types = 0;
  std::size_t positions_before = 0;  // rows of the table of positions before a segment's first
  Rotation rotation;
  enum class FeedForward { plain, gated } feed_forward = FeedForward::plain;
  struct Biases {
    bool queries_keys_values = true, attention_output = true, feed_forward = true;
  } biases;
  bool normalizes_heads = false;  // of queries and keys
  bool ties_head = false;         // the language-model head has the rows of the token embeddings

  /// What the tokens of layer 1 .. layers see.
  AttentionMask mask(std::size_t layer) const {
    return {sight, windows.empty() ? 0 : windows[layer - 1]};
  }
  /// [layers] the window of each layer (0: none), where tokens see only those before them; else
  /// nothing.
  std::optional<std::vector<std::size_t>> windows_before() const;
  /// How many values a token has at a tap.
  std::size_t width(Tap tap) const;
  /// Values in the matrices of a layer.
  double layer_weights() const;
};

/// The shape declared by config.json in a model folder as Hugging Face writes it.
/// Throws Error if the file is missing or wrong, or declares an architecture or a variant of one
/// that anbn does not compute.
ModelConfig read_model_config(const std::filesystem::path& folder);

}  // namespace anbn
