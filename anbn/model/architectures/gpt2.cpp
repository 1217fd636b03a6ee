// SPDX-License-Identifier: Apache-2.0
// GPT-2: tokens see those before them, learned positions, norms ahead of blocks; queries, keys and
// values come from one matrix, and matrices have a row for each input.
// Source: Radford et al. 2019; names of Hugging Face's GPT2Model.
#include "anbn/model/architectures/parts.h"

#include <array>

namespace anbn {
namespace {

class Gpt2Layer final : public Layer {
 public:
  Heads heads;
  Activation activation = Activation::gelu_tanh;
  Dense all, attention_output, up, down;  // `all`: queries, keys, values
  Norm attention_norm, block_norm;

  void forward(Operations& ops, Matrix& hidden, const Taps& taps) const override {
    Operations::Workspace& w = ops.work;
    const std::size_t width = hidden.cols;
    ops.normalize(attention_norm, hidden, w.normed);
    ops.project(w.normed, std::array{Operations::Projection{all, w.query, 0, width},
                                     Operations::Projection{all, w.key, width, width}});
    taps.show(Tap::query, view_of(w.query));
    taps.show(Tap::key, view_of(w.key));
    if (taps.end_with(Tap::key)) return;
    ops.project(w.normed, std::array{Operations::Projection{all, w.value, 2 * width, width}});
    taps.show(Tap::value, view_of(w.value));
    if (taps.end_with(Tap::value)) return;
    ops.attend(heads, {Sight::before, 0}, w.query, w.key, w.value, w.context);
    taps.show(Tap::head, view_of(w.context));
    if (taps.end_with(Tap::head)) return;
    ops.add_projection(attention_output, w.context, hidden);
    ops.normalize(block_norm, hidden, w.normed);
    ops.project(w.normed, std::array{Operations::Projection{up, w.inner, 0, 0, activation}});
    taps.show(Tap::ffn, view_of(w.inner));
    if (taps.end_with(Tap::ffn)) return;
    ops.add_projection(down, w.inner, hidden);
    taps.show(Tap::hidden, view_of(hidden));
  }
};

ModelConfig read_gpt2_config(const JsonScalars& json) {
  ModelConfig c;
  c.vocabulary = size_in(json, "vocab_size", kMostTokens);
  c.positions = size_in(json, "n_positions", kMostPositions);
  c.hidden = size_in(json, "n_embd", kMostHidden);
  c.intermediate = json.has("n_inner") ? size_in(json, "n_inner", kMostIntermediate)  //
                                       : 4 * c.hidden;
  c.layers = size_in(json, "n_layer", kMostLayers);
  c.heads = equal_heads(json, "n_embd", c.hidden, "n_head", size_in(json, "n_head", kMostHeads));
  c.sight = Sight::before;
  c.norm_epsilon = positive(json, "layer_norm_epsilon", 1e-5);
  c.initializer_range = positive(json, "initializer_range", 0.02);
  c.activation = activation_in(json, "activation_function", "gelu_new");
  c.ties_head =
      json.truth_or("tie_word_embeddings", JsonScalars::Truth::yes) == JsonScalars::Truth::yes;
  require_truth(json, "scale_attn_weights", JsonScalars::Truth::yes);
  require_truth(json, "scale_attn_by_inverse_layer_idx", JsonScalars::Truth::no);
  require_truth(json, "add_cross_attention", JsonScalars::Truth::no);
  return c;
}

Matrix embed_gpt2(const ModelConfig& c, const Weights& weights, std::span<const std::int32_t> ids,
                  Operations&) {
  Matrix x = embedding_rows(weights, "wte.weight", c.vocabulary, c.hidden, ids);
  std::vector<float> position(c.hidden);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    weights.copy_row("wpe.weight", c.positions, i, position);
    for (std::size_t j = 0; j < c.hidden; ++j) x(i, j) += position[j];
  }
  return x;
}

std::unique_ptr<Layer> load_gpt2_layer(const ModelConfig& c, const Weights& weights,
                                       std::size_t layer, Threads& threads) {
  const std::string path = "h." + std::to_string(layer - 1) + ".";
  const auto dense = [&](const char* name, std::size_t out, std::size_t in) {
    return Dense{weights.matrix(path + name + ".weight", in, out, threads),
                 weights.bias(path + name + ".bias", out), out, Dense::Rows::inputs};
  };
  const auto norm = [&](const char* name) {
    return layer_norm_of(weights, path + name, c.hidden, c.norm_epsilon);
  };
  auto w = std::make_unique<Gpt2Layer>();
  w->heads = c.heads;
  w->activation = c.activation;
  w->attention_norm = norm("ln_1");
  w->all = dense("attn.c_attn", 3 * c.hidden, c.hidden);
  w->attention_output = dense("attn.c_proj", c.hidden, c.hidden);
  w->block_norm = norm("ln_2");
  w->up = dense("mlp.c_fc", c.intermediate, c.hidden);
  w->down = dense("mlp.c_proj", c.hidden, c.intermediate);
  return w;
}

}  // namespace

extern const Architecture kGpt2;
const Architecture kGpt2 = {
    "gpt2",
    "GPT-2: tokens see those before them, learned positions, norms ahead of blocks",
    "transformer.",
    read_gpt2_config,
    embed_gpt2,
    load_gpt2_layer,
    {"ln_f", "wte.weight", Norm::Kind::layer}};

}  // namespace anbn
