// SPDX-License-Identifier: Apache-2.0
// Neurons that are one column of one tap of a layer: queries, keys or values alone, the output of a
// layer, the inside of its feed-forward block; or of the whole model: how surprising a token is.
// The activity in a volume is the mean, the largest, the smallest or the root mean square of its
// values over the volume's tokens.
#include "anbn/neurons/extents.h"

#include <fmt/core.h>

namespace anbn {
namespace {

Matrix column_activity(std::span<const Matrix> parts, const HeardTokens& heard, Aggregate aggregate,
                       Threads& threads) {
  const Matrix& values = parts[0];
  Matrix out(heard.count, values.cols);
  for_each_volume(heard, threads, [&](std::size_t volume, std::span<const std::size_t> tokens) {
    std::vector<Extent> extents(values.cols);
    measure(values, tokens, extents);
    for (std::size_t j = 0; j < values.cols; ++j)
      out(volume, j) = aggregate_of(extents[j], static_cast<double>(tokens.size()), aggregate);
  });
  return out;
}

/// One a column of a tap that belongs to no head: their head is 0.
std::vector<Neuron> layer_columns(const ModelConfig& config, Tap tap) {
  std::vector<Neuron> list;
  for (std::size_t layer = 1; layer <= config.layers; ++layer)
    for (std::size_t dimension = 1; dimension <= config.width(tap); ++dimension)
      list.push_back({layer, 0, dimension, fmt::format("L{}D{}", layer, dimension)});
  return list;
}

std::vector<Neuron> query_neurons(const ModelConfig& config) {
  return head_columns(config, config.heads.count);
}
std::vector<Neuron> key_neurons(const ModelConfig& config) {
  return head_columns(config, config.heads.key_count);
}
std::vector<Neuron> hidden_neurons(const ModelConfig& config) {
  return layer_columns(config, Tap::hidden);
}
std::vector<Neuron> ffn_neurons(const ModelConfig& config) {
  return layer_columns(config, Tap::ffn);
}

/// One of the whole model, which tables by layers have in layer 1.
std::vector<Neuron> surprisal_neuron(const ModelConfig& config) {
  if (config.sight != Sight::before) return {};
  return {{1, 0, 0, "surprisal"}};
}

constexpr Part kQuery[] = {{Tap::query}}, kKey[] = {{Tap::key}}, kValue[] = {{Tap::value}},
               kHidden[] = {{Tap::hidden}}, kFfn[] = {{Tap::ffn}}, kNext[] = {{Tap::surprisal}};

}  // namespace

extern const NeuronKind kAttentionQ, kAttentionK, kAttentionV, kHiddenState, kFeedForward,
    kSurprisal;

const NeuronKind kAttentionQ = {
    "attention_q",
    "one dimension of the queries of one attention head",
    "One dimension of the query vectors of one attention head of the language model. L8H2D51 is "
    "dimension 51 of head 2 of layer 8. Its time course is its mean over the words of each volume, "
    "as blood would respond to it.",
    query_neurons,
    kQuery,
    column_activity,
    Explained::not_yet};

const NeuronKind kAttentionK = {
    "attention_k",
    "one dimension of the keys of one key head",
    "One dimension of the key vectors of one attention head of the language model (where several "
    "query heads share a key head, of that). L8H2D51 is dimension 51 of head 2 of layer 8. Its "
    "time course is its mean over the words of each volume, as blood would respond to it.",
    key_neurons,
    kKey,
    column_activity,
    Explained::not_yet};

const NeuronKind kAttentionV = {
    "attention_v",
    "one dimension of the values of one key head",
    "One dimension of the value vectors of one attention head of the language model (where several "
    "query heads share a key head, of that). L8H2D51 is dimension 51 of head 2 of layer 8. Its "
    "time course is its mean over the words of each volume, as blood would respond to it.",
    key_neurons,
    kValue,
    column_activity,
    Explained::not_yet};

const NeuronKind kHiddenState = {
    "hidden",
    "one dimension of the output of one layer",
    "One dimension of the output of one layer of the language model. L8D51 is dimension 51 of "
    "layer 8. Its time course is its mean over the words of each volume, as blood would respond to "
    "it.",
    hidden_neurons,
    kHidden,
    column_activity,
    Explained::not_yet};

const NeuronKind kFeedForward = {
    "ffn",
    "one unit inside the feed-forward block of one layer",
    "One unit inside the feed-forward block of one layer of the language model, behind its "
    "activation (and gate). L8D51 is unit 51 of layer 8. Its time course is its mean over the "
    "words "
    "of each volume, as blood would respond to it.",
    ffn_neurons,
    kFfn,
    column_activity,
    Explained::not_yet};

const NeuronKind kSurprisal = {
    "surprisal",
    "how surprising a token is to the model: -log p(token | those before it), one neuron",
    "How surprising the language model finds the words: -log p(token | those before it in its "
    "segment) in nats. It is one for the whole model and of no layer; tables by layers have it in "
    "layer 1. Its time course is the mean over the tokens of each volume, as blood would respond "
    "to it.",
    surprisal_neuron,
    kNext,
    column_activity,
    Explained::not_yet,
    "one whose tokens see only those before them, such as gpt2 or llama",
    {.first_token = Askable::FirstToken::left_out}};

}  // namespace anbn
