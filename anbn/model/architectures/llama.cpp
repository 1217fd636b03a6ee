// SPDX-License-Identifier: Apache-2.0
// Llama and what is configured of it (Mistral, Qwen 2 and 3): tokens see those before them, rotary
// positions, query heads that share key heads, RMS norms ahead of blocks, gated feed-forward.
// Source: Touvron et al. 2023, arXiv:2302.13971 and arXiv:2307.09288; Jiang et al. 2023,
// arXiv:2310.06825; names of Hugging Face's LlamaModel.
#include "anbn/core/error.h"
#include "anbn/model/architectures/parts.h"

#include <array>

namespace anbn {
namespace {

class LlamaLayer final : public Layer {
 public:
  Heads heads;
  AttentionMask mask;
  Rotation rotation;
  Activation activation = Activation::silu;
  Dense query, key, value, attention_output, gate, up, down;
  Norm attention_norm, block_norm;
  Norm query_norm, key_norm;  // of each head; without gains: none

  void forward(Operations& ops, Matrix& hidden, const Taps& taps) const override {
    Operations::Workspace& w = ops.work;
    ops.normalize(attention_norm, hidden, w.normed);
    ops.project(w.normed, std::array{Operations::Projection{query, w.query},
                                     Operations::Projection{key, w.key}});
    if (!query_norm.gain.values().empty()) {
      ops.normalize_heads(query_norm, heads.count, w.query);
      ops.normalize_heads(key_norm, heads.key_count, w.key);
    }
    taps.show(Tap::query, view_of(w.query));
    taps.show(Tap::key, view_of(w.key));
    if (taps.end_with(Tap::key)) return;
    ops.project(w.normed, std::array{Operations::Projection{value, w.value}});
    taps.show(Tap::value, view_of(w.value));
    if (taps.end_with(Tap::value)) return;
    ops.rotate(rotation, heads.count, w.query);
    ops.rotate(rotation, heads.key_count, w.key);
    taps.show(Tap::rotated_query, view_of(w.query));
    taps.show(Tap::rotated_key, view_of(w.key));
    if (taps.end_with(Tap::rotated_key)) return;
    ops.attend(heads, mask, w.query, w.key, w.value, w.context);
    taps.show(Tap::head, view_of(w.context));
    if (taps.end_with(Tap::head)) return;
    ops.add_projection(attention_output, w.context, hidden);
    ops.normalize(block_norm, hidden, w.normed);
    ops.project(w.normed, std::array{Operations::Projection{gate, w.gate, 0, 0, activation},
                                     Operations::Projection{up, w.inner}});
    ops.multiply(w.gate, w.inner);
    taps.show(Tap::ffn, view_of(w.inner));
    if (taps.end_with(Tap::ffn)) return;
    ops.add_projection(down, w.inner, hidden);
    taps.show(Tap::hidden, view_of(hidden));
  }
};

/// What a member is where the file lacks it; one that is null there says "none".
struct Absent {
  std::size_t key_heads = 0, head_size = 0;  // 0: as many as heads; hidden / heads
};

/// What all of them declare alike.
ModelConfig read_common(const JsonScalars& json, const Absent& absent) {
  ModelConfig c;
  c.vocabulary = size_in(json, "vocab_size", kMostTokens);
  c.positions = size_in(json, "max_position_embeddings", kMostPositions);
  c.hidden = size_in(json, "hidden_size", kMostHidden);
  c.intermediate = size_in(json, "intermediate_size", kMostIntermediate);
  c.layers = size_in(json, "num_hidden_layers", kMostLayers);
  const std::size_t heads = size_in(json, "num_attention_heads", kMostHeads);
  const std::size_t size = size_in(json, "head_dim", kMostHidden, absent.head_size);
  c.heads = size > 0 ? Heads{heads, heads, size}
                     : equal_heads(json, "hidden_size", c.hidden, "num_attention_heads", heads);
  const std::size_t unsaid = absent.key_heads == 0 || json.nulls.contains("num_key_value_heads")
                                 ? heads
                                 : absent.key_heads;
  c.heads.key_count = size_in(json, "num_key_value_heads", kMostHeads, unsaid);
  if (heads % c.heads.key_count != 0)
    fail("{}: {} num_attention_heads cannot share {} num_key_value_heads in equal groups",
         json.file, heads, c.heads.key_count);
  c.sight = Sight::before;
  c.norm_epsilon = positive(json, "rms_norm_eps", 1e-6);
  c.initializer_range = positive(json, "initializer_range", 0.02);
  c.activation = activation_in(json, "hidden_act", "silu");
  c.feed_forward = ModelConfig::FeedForward::gated;
  c.biases = {false, false, false};
  c.rotation = read_rotation(json, c.heads.size, c.positions);
  for (const char* experts : {"num_local_experts", "num_experts", "n_routed_experts"})
    if (json.values.contains(experts))
      fail(
          "{}: {} says that the model is a mixture of experts; expected one without, as anbn "
          "computes no other",
          json.file, experts);
  c.ties_head =
      json.truth_or("tie_word_embeddings", JsonScalars::Truth::no) == JsonScalars::Truth::yes;
  require_truth(json, "is_causal", JsonScalars::Truth::yes);
  require_truth(json, "use_bidirectional_attention", JsonScalars::Truth::no);
  return c;
}

bool is_yes(const JsonScalars& json, std::string_view key) {
  return json.truth_or(key, JsonScalars::Truth::no) == JsonScalars::Truth::yes;
}

ModelConfig read_llama_config(const JsonScalars& json) {
  ModelConfig c = read_common(json, {});
  const bool attention = is_yes(json, "attention_bias");
  c.biases = {attention, attention, is_yes(json, "mlp_bias")};
  return c;
}

/// How many tokens a window holds, or 0 where there is none.
std::size_t window_in(const JsonScalars& json) {
  return size_in(json, "sliding_window", kMostPositions,
                 json.nulls.contains("sliding_window") ? 0 : 4096);
}

/// All layers see the same window.
ModelConfig read_mistral_config(const JsonScalars& json) {
  ModelConfig c = read_common(json, {8, 0});
  c.windows.assign(c.layers, window_in(json));
  if (json.texts("layer_types"))
    fail(
        "{}: layer_types says that layers see different windows, which anbn does not compute of "
        "this architecture; expected none",
        json.file);
  return c;
}

/// The layers that `layer_types` names see a window; without it those behind the first
/// max_window_layers, if use_sliding_window is true.
std::vector<std::size_t> windows_of_qwen(const JsonScalars& json, std::size_t layers) {
  const std::size_t window = is_yes(json, "use_sliding_window") ? window_in(json) : 0;
  std::vector<std::size_t> windows(layers);
  const std::vector<std::string>* const types = json.texts("layer_types");
  if (types && types->size() != layers)
    fail("{}: layer_types has {} entries; expected {}, one a layer", json.file, types->size(),
         layers);
  const std::int64_t whole = json.integer_or("max_window_layers", 28);
  for (std::size_t i = 0; i < layers; ++i) {
    const std::string type = types                                   ? (*types)[i]
                             : static_cast<std::int64_t>(i) >= whole ? "sliding_attention"
                                                                     : "full_attention";
    if (type == "sliding_attention")
      windows[i] = window;
    else if (type != "full_attention")
      fail(
          "{}: layer_types names '{}'; expected full_attention or sliding_attention, which anbn "
          "computes",
          json.file, type);
  }
  return windows;
}

ModelConfig read_qwen2_config(const JsonScalars& json) {
  ModelConfig c = read_common(json, {32, 0});
  c.windows = windows_of_qwen(json, c.layers);
  c.biases.queries_keys_values = true;
  return c;
}

ModelConfig read_qwen3_config(const JsonScalars& json) {
  ModelConfig c = read_common(json, {32, 128});
  c.windows = windows_of_qwen(json, c.layers);
  const bool attention = is_yes(json, "attention_bias");
  c.biases = {attention, attention, false};
  c.normalizes_heads = true;
  return c;
}

Matrix embed_llama(const ModelConfig& c, const Weights& weights, std::span<const std::int32_t> ids,
                   Operations&) {
  return embedding_rows(weights, "embed_tokens.weight", c.vocabulary, c.hidden, ids);
}

std::unique_ptr<Layer> load_llama_layer(const ModelConfig& c, const Weights& weights,
                                        std::size_t layer, Threads& threads) {
  const std::string path = "layers." + std::to_string(layer - 1) + ".";
  const auto dense = [&](const char* name, bool has_bias, std::size_t out, std::size_t in) {
    return (has_bias ? dense_of : dense_without_bias)(weights, path + name, out, in, threads);
  };
  const auto norm = [&](const char* name, std::size_t size) {
    return rms_norm_of(weights, path + name, size, c.norm_epsilon);
  };
  const std::size_t queries = c.width(Tap::query), keys = c.width(Tap::key);
  const ModelConfig::Biases& has = c.biases;
  auto w = std::make_unique<LlamaLayer>();
  w->heads = c.heads;
  w->mask = c.mask(layer);
  w->rotation = c.rotation;
  w->activation = c.activation;
  w->attention_norm = norm("input_layernorm", c.hidden);
  w->query = dense("self_attn.q_proj", has.queries_keys_values, queries, c.hidden);
  w->key = dense("self_attn.k_proj", has.queries_keys_values, keys, c.hidden);
  w->value = dense("self_attn.v_proj", has.queries_keys_values, keys, c.hidden);
  w->attention_output = dense("self_attn.o_proj", has.attention_output, c.hidden, queries);
  if (c.normalizes_heads) {
    w->query_norm = norm("self_attn.q_norm", c.heads.size);
    w->key_norm = norm("self_attn.k_norm", c.heads.size);
  }
  w->block_norm = norm("post_attention_layernorm", c.hidden);
  w->gate = dense("mlp.gate_proj", has.feed_forward, c.intermediate, c.hidden);
  w->up = dense("mlp.up_proj", has.feed_forward, c.intermediate, c.hidden);
  w->down = dense("mlp.down_proj", has.feed_forward, c.hidden, c.intermediate);
  return w;
}

constexpr Architecture like_llama(std::string_view name, std::string_view summary,
                                  ModelConfig (*read_config)(const JsonScalars&)) {
  return {name,
          summary,
          "model.",
          read_config,
          embed_llama,
          load_llama_layer,
          {"norm", "embed_tokens.weight", Norm::Kind::rms}};
}

}  // namespace

extern const Architecture kLlama, kMistral, kQwen2, kQwen3;
const Architecture kLlama =
    like_llama("llama", "Llama: rotary positions, shared key heads, RMS norms, gated feed-forward",
               read_llama_config);
const Architecture kMistral =
    like_llama("mistral", "Mistral: Llama with a sliding window", read_mistral_config);
const Architecture kQwen2 = like_llama(
    "qwen2", "Qwen 2 and 2.5: Llama with biases of queries, keys and values", read_qwen2_config);
const Architecture kQwen3 =
    like_llama("qwen3", "Qwen 3: Llama with norms of queries and keys", read_qwen3_config);

}  // namespace anbn
