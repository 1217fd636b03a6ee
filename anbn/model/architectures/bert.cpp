// SPDX-License-Identifier: Apache-2.0
// BERT and all that store themselves as `model_type` "bert" (MiniLM, BioBERT, many sentence
// transformers), and RoBERTa and XLM-RoBERTa, which call their tensors the same.
// Source: Devlin et al. 2019, arXiv:1810.04805; Liu et al. 2019, arXiv:1907.11692; names of Hugging
// Face's BertModel.
#include "anbn/core/error.h"
#include "anbn/model/architectures/post_norm.h"

namespace anbn {
namespace {

std::unique_ptr<Layer> load_bert_layer(const ModelConfig& c, const Weights& weights,
                                       std::size_t layer, Threads& threads) {
  static constexpr PostNormNames kNames = {
      "encoder.layer.",       "attention.self.query",   "attention.self.key",
      "attention.self.value", "attention.output.dense", "attention.output.LayerNorm",
      "intermediate.dense",   "output.dense",           "output.LayerNorm"};
  return load_post_norm_layer(c, weights, layer, kNames, threads);
}

/// Positions begin behind the row of the token id for padding.
ModelConfig read_roberta_config(const JsonScalars& json) {
  ModelConfig c = read_post_norm_config(json);
  const std::int64_t padding = json.integer_or("pad_token_id", 1);
  if (padding < 0 || padding + 1 >= static_cast<std::int64_t>(c.positions))
    fail(
        "{}: pad_token_id is {} with max_position_embeddings {}; expected positions to be left "
        "behind the one of padding",
        json.file, padding, c.positions);
  c.positions_before = static_cast<std::size_t>(padding) + 1;
  c.positions -= c.positions_before;
  return c;
}

}  // namespace

extern const Architecture kBert, kRoberta, kXlmRoberta;
const Architecture kBert = {
    "bert",          "BERT: tokens see all others, learned positions, norms behind blocks",
    "bert.",         read_post_norm_config,
    embed_post_norm, load_bert_layer};
const Architecture kRoberta = {
    "roberta",       "RoBERTa: BERT whose positions begin behind the one of padding",
    "roberta.",      read_roberta_config,
    embed_post_norm, load_bert_layer};
const Architecture kXlmRoberta = {"xlm-roberta",   "XLM-RoBERTa: RoBERTa for many languages",
                                  "roberta.",      read_roberta_config,
                                  embed_post_norm, load_bert_layer};

}  // namespace anbn
