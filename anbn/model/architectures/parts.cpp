// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/architectures/parts.h"

#include "anbn/core/error.h"

namespace anbn {

std::size_t size_in(const JsonScalars& json, std::string_view key, std::int64_t largest) {
  const std::int64_t value = json.integer(key);
  if (value < 1 || value > largest)
    fail("{}: {} is {}; expected 1 to {}", json.file, key, value, largest);
  return static_cast<std::size_t>(value);
}

std::size_t size_in(const JsonScalars& json, std::string_view key, std::int64_t largest,
                    std::size_t otherwise) {
  return json.values.contains(key) ? size_in(json, key, largest) : otherwise;
}

double positive(const JsonScalars& json, std::string_view key, double otherwise) {
  const double value = json.number_or(key, otherwise);
  if (!(value > 0 && value <= 1))
    fail("{}: {} is {}; expected more than 0, at most 1", json.file, key, value);
  return value;
}

Activation activation_in(const JsonScalars& json, std::string_view key,
                         std::string_view otherwise) {
  const std::string name = json.text_or(key, otherwise);
  if (name == "gelu") return Activation::gelu;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return Activation::gelu_tanh;
  if (name == "silu" || name == "swish") return Activation::silu;
  fail("{}: {} is '{}'; expected gelu, gelu_new, gelu_pytorch_tanh or silu, which anbn computes",
       json.file, key, name);
}

Heads equal_heads(const JsonScalars& json, std::string_view hidden_key, std::size_t hidden,
                  std::string_view heads_key, std::size_t count) {
  if (hidden % count != 0)
    fail("{}: {} {} cannot be shared out among {} {}", json.file, hidden_key, hidden, heads_key,
         count);
  return {count, count, hidden / count};
}

void require_truth(const JsonScalars& json, std::string_view key, JsonScalars::Truth computed) {
  if (json.truth_or(key, computed) == computed) return;
  const auto word = [](bool yes) { return yes ? "true" : "false"; };
  const bool is_yes = computed == JsonScalars::Truth::yes;
  fail("{}: {} is {}; expected {}, which is what anbn computes", json.file, key, word(!is_yes),
       word(is_yes));
}

Dense dense_without_bias(const Weights& weights, const std::string& name, std::size_t out,
                         std::size_t in, Threads& threads) {
  return {weights.matrix(name + ".weight", out, in, threads), {}, out};
}

Dense dense_of(const Weights& weights, const std::string& name, std::size_t out, std::size_t in,
               Threads& threads) {
  Dense dense = dense_without_bias(weights, name, out, in, threads);
  dense.bias = weights.bias(name + ".bias", out);
  return dense;
}

Norm layer_norm_of(const Weights& weights, const std::string& name, std::size_t size,
                   double epsilon) {
  return {weights.gain(name + ".weight", size), weights.bias(name + ".bias", size), epsilon,
          Norm::Kind::layer};
}

Norm rms_norm_of(const Weights& weights, const std::string& name, std::size_t size,
                 double epsilon) {
  return {weights.gain(name + ".weight", size), {}, epsilon, Norm::Kind::rms};
}

Matrix embedding_rows(const Weights& weights, const std::string& name, std::size_t rows,
                      std::size_t hidden, std::span<const std::int32_t> ids) {
  Matrix x(ids.size(), hidden);
  for (std::size_t i = 0; i < ids.size(); ++i)
    weights.copy_row(name, rows, static_cast<std::size_t>(ids[i]), x.row(i));
  return x;
}

}  // namespace anbn
