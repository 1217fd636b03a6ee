// SPDX-License-Identifier: Apache-2.0
// The layers of BERT and its kin: attention, then the feed-forward network, each added to its input
// and normalized; every token sees all others; learned positions.
// Source: Devlin et al. 2019, arXiv:1810.04805
#pragma once

#include "anbn/model/architectures/parts.h"

namespace anbn {

/// How the tensors of a layer are called behind its path.
struct PostNormNames {
  const char* layers;  // the path is this, the layer's number from 0 and a dot
  const char *query, *key, *value, *attention_output, *attention_norm;
  const char *up, *down, *output_norm;
};

/// The shape as BERT and RoBERTa call its members. Throws Error as Architecture::read_config().
ModelConfig read_post_norm_config(const JsonScalars& json);

/// embeddings.word_embeddings, position_embeddings and, where there are token types, that of type
/// 0, added and normalized. Where positions do not begin with row 0, the token id of the row before
/// them is padding: it stays on that row and is not counted.
Matrix embed_post_norm(const ModelConfig& c, const Weights& weights,
                       std::span<const std::int32_t> ids, Operations& ops);

std::unique_ptr<Layer> load_post_norm_layer(const ModelConfig& c, const Weights& weights,
                                            std::size_t layer, const PostNormNames& names,
                                            Threads& threads);

}  // namespace anbn
