// SPDX-License-Identifier: Apache-2.0
// What tells one transformer from another: how its configuration and tensors are called, and how
// tokens become the first hidden states. The layers themselves are computed by encoder.h.
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/core/matrix.h"
#include "anbn/core/parallel.h"
#include "anbn/io/json.h"
#include "anbn/model/config.h"
#include "anbn/model/weights.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace anbn {

/// y = x weight^T + bias
struct Dense {
  Tensor weight;  // [out x in]
  Tensor bias;    // [out]
};

struct LayerNorm {
  Tensor gain, bias;  // [hidden]
};

/// The weights of one layer: attention, then the feed-forward network, each added to its input
/// and normalized (BERT's order).
struct LayerWeights {
  Dense query, key, value, attention_output;
  LayerNorm attention_norm;
  Dense up, down;
  LayerNorm output_norm;
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
                  const Backend&);

  /// The weights of layer 1 .. layers. Throws Error if one is missing or has another shape.
  LayerWeights (*load_layer)(const ModelConfig&, const Weights&, std::size_t layer, Threads&);
};

std::span<const Architecture> architectures();

}  // namespace anbn
