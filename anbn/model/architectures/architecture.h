// SPDX-License-Identifier: Apache-2.0
// What tells one transformer from another: how its configuration and tensors are called, how tokens
// become the first hidden states, and of which operations its layers are made.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/parallel.h"
#include "anbn/io/json.h"
#include "anbn/model/config.h"
#include "anbn/model/operations.h"
#include "anbn/model/taps.h"
#include "anbn/model/weights.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace anbn {

/// A layer with its weights.
class Layer {
 public:
  virtual ~Layer() = default;

  /// Replaces the hidden states [n x hidden] of a segment by the layer's output, and shows what
  /// `taps` asks for; ends early where nothing more is wanted of the last layer.
  virtual void forward(Operations& ops, Matrix& hidden, const Taps& taps) const = 0;
};

/// The tensors between the last layer and the words that come next: a norm, and the rows of token
/// embeddings that are taken where a file has no lm_head.weight of its own.
struct HeadNames {
  const char *norm = nullptr, *embeddings = nullptr;  // null: no head that anbn computes
  Norm::Kind kind = Norm::Kind::layer;
};

/// One line of the table of architectures.
struct Architecture {
  std::string_view name;  // `model_type` in config.json
  std::string_view summary;
  std::string_view prefix;  // which some files put before the names of tensors: "bert."

  /// The shape that config.json declares; `architecture` stays null.
  /// Throws Error if it declares something that anbn does not compute.
  ModelConfig (*read_config)(const JsonScalars& json);

  /// The hidden states [n x hidden] before the first layer, of one segment of n <= positions
  /// tokens with ids below `vocabulary`. Throws Error if the weights lack a tensor.
  Matrix (*embed)(const ModelConfig&, const Weights&, std::span<const std::int32_t> ids,
                  Operations&);

  /// Layer 1 .. layers. Throws Error if a tensor is missing or has another shape.
  std::unique_ptr<Layer> (*load_layer)(const ModelConfig&, const Weights&, std::size_t layer,
                                       Threads&);

  HeadNames head = {};
};

std::span<const Architecture> architectures();

}  // namespace anbn
