// SPDX-License-Identifier: Apache-2.0
// DistilBERT: BERT without token types, half as deep, under names of its own.
// Source: Sanh et al. 2019, arXiv:1910.01108; names of Hugging Face's DistilBertModel.
#include "anbn/model/architectures/post_norm.h"

namespace anbn {
namespace {

ModelConfig read_distilbert_config(const JsonScalars& json) {
  ModelConfig c;
  c.vocabulary = size_in(json, "vocab_size", kMostTokens);
  c.positions = size_in(json, "max_position_embeddings", kMostPositions);
  c.hidden = size_in(json, "dim", kMostHidden);
  c.intermediate = size_in(json, "hidden_dim", kMostIntermediate);
  c.layers = size_in(json, "n_layers", kMostLayers);
  c.heads = equal_heads(json, "dim", c.hidden, "n_heads", size_in(json, "n_heads", kMostHeads));
  c.norm_epsilon = 1e-12;
  c.initializer_range = positive(json, "initializer_range", 0.02);
  c.activation = activation_in(json, "activation", "gelu");
  return c;
}

std::unique_ptr<Layer> load_distilbert_layer(const ModelConfig& c, const Weights& weights,
                                             std::size_t layer, Threads& threads) {
  static constexpr PostNormNames kNames = {
      "transformer.layer.", "attention.q_lin",   "attention.k_lin",
      "attention.v_lin",    "attention.out_lin", "sa_layer_norm",
      "ffn.lin1",           "ffn.lin2",          "output_layer_norm"};
  return load_post_norm_layer(c, weights, layer, kNames, threads);
}

}  // namespace

extern const Architecture kDistilbert;
const Architecture kDistilbert = {"distilbert",    "DistilBERT: BERT without token types",
                                  "distilbert.",   read_distilbert_config,
                                  embed_post_norm, load_distilbert_layer};

}  // namespace anbn
