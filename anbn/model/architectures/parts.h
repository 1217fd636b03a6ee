// SPDX-License-Identifier: Apache-2.0
// What architectures share: members of config.json, and tensors by their names.
#pragma once

#include "anbn/model/architectures/architecture.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace anbn {

/// The number `key`, which must be whole and in 1 .. `largest`: a file must not be able to ask for
/// more memory than a model can need. Throws Error if it is not.
std::size_t size_in(const JsonScalars& json, std::string_view key, std::int64_t largest);
std::size_t size_in(const JsonScalars& json, std::string_view key, std::int64_t largest,
                    std::size_t otherwise);

/// Sizes that no model exceeds.
inline constexpr std::int64_t kMostTokens = 10'000'000, kMostPositions = 10'000'000,
                              kMostHidden = 65536, kMostIntermediate = 1'000'000,
                              kMostLayers = 1000, kMostHeads = 4096;

/// The number `key`, or `otherwise` if it is absent. Throws Error unless 0 < it <= 1.
double positive(const JsonScalars& json, std::string_view key, double otherwise);

/// The activation `key`. Throws Error if anbn does not compute it.
Activation activation_in(const JsonScalars& json, std::string_view key, std::string_view otherwise);

/// `count` heads that share `hidden` among them. Throws Error if they cannot.
Heads equal_heads(const JsonScalars& json, std::string_view hidden_key, std::size_t hidden,
                  std::string_view heads_key, std::size_t count);

/// Throws Error if the truth value `key` is not `computed` (where it is absent it is).
void require_truth(const JsonScalars& json, std::string_view key, JsonScalars::Truth computed);

/// The dense layer NAME.weight [out x in] and NAME.bias.
Dense dense_of(const Weights& weights, const std::string& name, std::size_t out, std::size_t in,
               Threads& threads);
/// The same without bias.
Dense dense_without_bias(const Weights& weights, const std::string& name, std::size_t out,
                         std::size_t in, Threads& threads);

/// NAME.weight and NAME.bias [size] of a layer norm.
Norm layer_norm_of(const Weights& weights, const std::string& name, std::size_t size,
                   double epsilon);
/// NAME.weight [size] of an RMS norm.
Norm rms_norm_of(const Weights& weights, const std::string& name, std::size_t size, double epsilon);

/// A row of the matrix `name` [rows x hidden] for each id, [n x hidden].
Matrix embedding_rows(const Weights& weights, const std::string& name, std::size_t rows,
                      std::size_t hidden, std::span<const std::int32_t> ids);

}  // namespace anbn
