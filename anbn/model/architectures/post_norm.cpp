// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/architectures/post_norm.h"

#include "anbn/core/error.h"

#include <array>

namespace anbn {
namespace {

class PostNormLayer final : public Layer {
 public:
  Heads heads;
  Activation activation = Activation::gelu;
  Dense query, key, value, attention_output, up, down;
  Norm attention_norm, output_norm;

  void forward(Operations& ops, Matrix& hidden, const Taps& taps) const override {
    Operations::Workspace& w = ops.work;
    ops.project(hidden, std::array{Operations::Projection{query, w.query},
                                   Operations::Projection{key, w.key}});
    taps.show(Tap::query, view_of(w.query));
    taps.show(Tap::key, view_of(w.key));
    if (taps.end_with(Tap::key)) return;
    ops.project(hidden, std::array{Operations::Projection{value, w.value}});
    taps.show(Tap::value, view_of(w.value));
    if (taps.end_with(Tap::value)) return;
    ops.attend(heads, {Sight::all, 0}, w.query, w.key, w.value, w.context);
    taps.show(Tap::head, view_of(w.context));
    if (taps.end_with(Tap::head)) return;
    ops.add_projection(attention_output, w.context, hidden);
    ops.normalize(attention_norm, hidden);
    ops.project(hidden, std::array{Operations::Projection{up, w.inner, 0, 0, activation}});
    taps.show(Tap::ffn, view_of(w.inner));
    if (taps.end_with(Tap::ffn)) return;
    ops.add_projection(down, w.inner, hidden);
    ops.normalize(output_norm, hidden);
    taps.show(Tap::hidden, view_of(hidden));
  }
};

}  // namespace

ModelConfig read_post_norm_config(const JsonScalars& json) {
  ModelConfig c;
  c.vocabulary = size_in(json, "vocab_size", kMostTokens);
  c.positions = size_in(json, "max_position_embeddings", kMostPositions);
  c.token_types = size_in(json, "type_vocab_size", 1000, 2);
  c.hidden = size_in(json, "hidden_size", kMostHidden);
  c.intermediate = size_in(json, "intermediate_size", kMostIntermediate);
  c.layers = size_in(json, "num_hidden_layers", kMostLayers);
  c.heads = equal_heads(json, "hidden_size", c.hidden, "num_attention_heads",
                        size_in(json, "num_attention_heads", kMostHeads));
  c.norm_epsilon = positive(json, "layer_norm_eps", 1e-12);
  c.initializer_range = positive(json, "initializer_range", 0.02);
  c.activation = activation_in(json, "hidden_act", "gelu");
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

Matrix embed_post_norm(const ModelConfig& c, const Weights& weights,
                       std::span<const std::int32_t> ids, Operations& ops) {
  Matrix x =
      embedding_rows(weights, "embeddings.word_embeddings.weight", c.vocabulary, c.hidden, ids);
  std::vector<float> position(c.hidden), type(c.hidden);
  if (c.token_types > 0)
    weights.copy_row("embeddings.token_type_embeddings.weight", c.token_types, 0, type);
  std::size_t row = c.positions_before;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const bool is_padding = static_cast<std::size_t>(ids[i]) + 1 == c.positions_before;
    weights.copy_row("embeddings.position_embeddings.weight", c.positions_before + c.positions,
                     is_padding ? c.positions_before - 1 : row++, position);
    for (std::size_t j = 0; j < c.hidden; ++j) x(i, j) += type[j] + position[j];
  }
  ops.normalize(layer_norm_of(weights, "embeddings.LayerNorm", c.hidden, c.norm_epsilon), x);
  return x;
}

std::unique_ptr<Layer> load_post_norm_layer(const ModelConfig& c, const Weights& weights,
                                            std::size_t layer, const PostNormNames& names,
                                            Threads& threads) {
  const std::string path = names.layers + std::to_string(layer - 1) + ".";
  const auto dense = [&](const char* name, std::size_t out, std::size_t in) {
    return dense_of(weights, path + name, out, in, threads);
  };
  const auto norm = [&](const char* name) {
    return layer_norm_of(weights, path + name, c.hidden, c.norm_epsilon);
  };
  auto w = std::make_unique<PostNormLayer>();
  w->heads = c.heads;
  w->activation = c.activation;
  w->query = dense(names.query, c.hidden, c.hidden);
  w->key = dense(names.key, c.hidden, c.hidden);
  w->value = dense(names.value, c.hidden, c.hidden);
  w->attention_output = dense(names.attention_output, c.hidden, c.hidden);
  w->attention_norm = norm(names.attention_norm);
  w->up = dense(names.up, c.intermediate, c.hidden);
  w->down = dense(names.down, c.hidden, c.intermediate);
  w->output_norm = norm(names.output_norm);
  return w;
}

}  // namespace anbn
