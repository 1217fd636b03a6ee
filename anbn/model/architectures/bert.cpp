// SPDX-License-Identifier: Apache-2.0
// BERT and all that store themselves as `model_type` "bert" (MiniLM, BioBERT, many sentence
// transformers). Source: Devlin et al. 2019, arXiv:1810.04805; names of Hugging Face's BertModel.
#include "anbn/core/error.h"
#include "anbn/model/architectures/architecture.h"

#include <string>

namespace anbn {
namespace {

/// The number `key`, which must be whole and in 1 .. `largest`: a file must not be able to ask for
/// more memory than a model can need.
std::size_t size_in(const JsonScalars& json, std::string_view key, std::int64_t largest) {
  const std::int64_t value = json.integer(key);
  if (value < 1 || value > largest)
    fail("{}: {} is {}; expected 1 to {}", json.file, key, value, largest);
  return static_cast<std::size_t>(value);
}

double positive(const JsonScalars& json, std::string_view key, double otherwise) {
  const double value = json.number_or(key, otherwise);
  if (!(value > 0 && value <= 1))
    fail("{}: {} is {}; expected more than 0, at most 1", json.file, key, value);
  return value;
}

ModelConfig read_config(const JsonScalars& json) {
  ModelConfig c;
  c.vocabulary = size_in(json, "vocab_size", 10'000'000);
  c.positions = size_in(json, "max_position_embeddings", 1'000'000);
  c.token_types = json.has("type_vocab_size") ? size_in(json, "type_vocab_size", 1000) : 2;
  c.hidden = size_in(json, "hidden_size", 65536);
  c.intermediate = size_in(json, "intermediate_size", 1'000'000);
  c.layers = size_in(json, "num_hidden_layers", 1000);
  c.heads = size_in(json, "num_attention_heads", 4096);
  c.layer_norm_epsilon = positive(json, "layer_norm_eps", 1e-12);
  c.initializer_range = positive(json, "initializer_range", 0.02);
  if (c.hidden % c.heads != 0)
    fail("{}: hidden_size {} cannot be shared out among num_attention_heads {}", json.file,
         c.hidden, c.heads);
  const std::string activation = json.text_or("hidden_act", "gelu");
  if (activation != "gelu")
    fail("{}: hidden_act is '{}'; expected 'gelu', the only one that anbn computes", json.file,
         activation);
  const std::string position = json.text_or("position_embedding_type", "absolute");
  if (position != "absolute")
    fail(
        "{}: position_embedding_type is '{}'; expected 'absolute', the only one that anbn computes",
        json.file, position);
  if (json.truth_or("is_decoder", JsonScalars::Truth::no) == JsonScalars::Truth::yes)
    fail("{}: is_decoder is true; expected an encoder, whose tokens see those after them",
         json.file);
  return c;
}

Matrix embed(const ModelConfig& c, const Weights& weights, std::span<const std::int32_t> ids,
             const Backend& backend) {
  Matrix x(ids.size(), c.hidden);
  std::vector<float> position(c.hidden), type(c.hidden);
  weights.copy_row("embeddings.token_type_embeddings.weight", c.token_types, 0, type);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    weights.copy_row("embeddings.word_embeddings.weight", c.vocabulary,
                     static_cast<std::size_t>(ids[i]), x.row(i));
    weights.copy_row("embeddings.position_embeddings.weight", c.positions, i, position);
    for (std::size_t j = 0; j < c.hidden; ++j) x(i, j) += type[j] + position[j];
  }
  std::vector<float> gain(c.hidden), bias(c.hidden);
  weights.copy_vector("embeddings.LayerNorm.weight", gain);
  weights.copy_vector("embeddings.LayerNorm.bias", bias);
  backend.layer_norm_rows(view_of(x), gain, bias, c.layer_norm_epsilon);
  return x;
}

LayerWeights load_layer(const ModelConfig& c, const Weights& weights, std::size_t layer,
                        Threads& threads) {
  const std::string path = "encoder.layer." + std::to_string(layer - 1) + ".";
  const auto dense = [&](const char* name, std::size_t out, std::size_t in) {
    return Dense{weights.matrix(path + name + ".weight", out, in, threads),
                 weights.vector(path + name + ".bias", out)};
  };
  const auto norm = [&](const char* name) {
    return LayerNorm{weights.vector(path + name + ".LayerNorm.weight", c.hidden),
                     weights.vector(path + name + ".LayerNorm.bias", c.hidden)};
  };
  return {dense("attention.self.query", c.hidden, c.hidden),
          dense("attention.self.key", c.hidden, c.hidden),
          dense("attention.self.value", c.hidden, c.hidden),
          dense("attention.output.dense", c.hidden, c.hidden),
          norm("attention.output"),
          dense("intermediate.dense", c.intermediate, c.hidden),
          dense("output.dense", c.hidden, c.intermediate),
          norm("output")};
}

}  // namespace

extern const Architecture kBert;
const Architecture kBert = {"bert",  "BERT: bidirectional, absolute positions, GELU",
                            "bert.", read_config,
                            embed,   load_layer};

}  // namespace anbn
