// SPDX-License-Identifier: Apache-2.0
// Queries and keys of all layers of one segment, with random weights of the shapes of BERT-base and
// MiniLM, of GPT-2 (124 million with embeddings) and of a Llama of 100 million. `up_to_keys` ends
// as `anbn activations` does, at the last layer's queries and keys, and so does a graph that has
// only these as output (ONNX Runtime); `whole` computes the last layer's output as well, as a model
// with hooks does (transformers).
#include "anbn/io/file.h"
#include "anbn/model/architectures/architecture.h"
#include "anbn/model/encoder.h"
#include "tests/support/machine.h"
#include "tests/support/scratch_folder.h"

#include <benchmark/benchmark.h>

#include <array>
#include <string>

namespace anbn {
namespace {

ModelConfig shape_of(std::size_t layers, std::size_t hidden) {
  ModelConfig config;
  config.architecture = &architectures()[0];
  config.vocabulary = 30522;
  config.positions = 512;
  config.token_types = 2;
  config.hidden = hidden;
  config.intermediate = 4 * hidden;
  config.layers = layers;
  config.heads = {12, 12, hidden / 12};
  config.norm_epsilon = 1e-12;
  config.initializer_range = 0.02;
  return config;
}

ModelConfig shape_told_by(const std::string& json) {
  const ScratchFolder folder;
  write_file(folder / "config.json", json);
  return read_model_config(folder.path());
}

enum class LastLayer { up_to_keys, whole };

void queries_and_keys(benchmark::State& state, const ModelConfig& config, LastLayer last) {
  OwnMachine machine("cpu", available_processors());
  const Architecture& architecture = *config.architecture;
  const Weights weights = Weights::random(1, config.initializer_range);
  std::vector<std::unique_ptr<Layer>> layers;
  for (std::size_t layer = 1; layer <= config.layers; ++layer)
    layers.push_back(architecture.load_layer(config, weights, layer, machine.threads));
  Segment ids;
  for (std::int32_t i = 0; i < state.range(0); ++i) ids.push_back(1000 + 37 * i);
  Operations operations(machine);
  const std::array taps = {Tap::query, Tap::key};
  const TapObserver look = [](std::size_t, std::size_t, Tap, ConstView values) {
    benchmark::DoNotOptimize(values.data);
  };
  for (auto _ : state) {
    Matrix hidden = architecture.embed(config, weights, ids, operations);
    for (std::size_t layer = 1; layer <= config.layers; ++layer) {
      const bool ends = layer == config.layers && last == LastLayer::up_to_keys;
      layers[layer - 1]->forward(
          operations, hidden,
          {taps, layer, ends ? Taps::Layer::last : Taps::Layer::inner, 0, look});
    }
    benchmark::DoNotOptimize(hidden.values.data());
  }
}

const ModelConfig kBertBase = shape_of(12, 768), kMiniLm = shape_of(6, 384);

const ModelConfig& gpt2() {
  static const ModelConfig config = shape_told_by(
      R"({"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "n_positions": 1024,
        "vocab_size": 50257, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5})");
  return config;
}

const ModelConfig& llama() {
  static const ModelConfig config = shape_told_by(
      R"({"model_type": "llama", "hidden_size": 768, "num_hidden_layers": 12,
        "num_attention_heads": 12, "num_key_value_heads": 4, "intermediate_size": 2048,
        "vocab_size": 32000, "max_position_embeddings": 1024, "rms_norm_eps": 1e-6,
        "hidden_act": "silu", "rope_theta": 10000.0, "tie_word_embeddings": true})");
  return config;
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(512)->Arg(64)->Unit(benchmark::kMillisecond);
  benchmark->MeasureProcessCPUTime()->UseRealTime();
}

BENCHMARK_CAPTURE(queries_and_keys, bert_base_up_to_keys, kBertBase, LastLayer::up_to_keys)
    ->Apply(sizes);
BENCHMARK_CAPTURE(queries_and_keys, bert_base_whole, kBertBase, LastLayer::whole)->Apply(sizes);
BENCHMARK_CAPTURE(queries_and_keys, mini_lm_up_to_keys, kMiniLm, LastLayer::up_to_keys)
    ->Apply(sizes);
BENCHMARK_CAPTURE(queries_and_keys, mini_lm_whole, kMiniLm, LastLayer::whole)->Apply(sizes);
BENCHMARK_CAPTURE(queries_and_keys, gpt2_up_to_keys, gpt2(), LastLayer::up_to_keys)->Apply(sizes);
BENCHMARK_CAPTURE(queries_and_keys, gpt2_whole, gpt2(), LastLayer::whole)->Apply(sizes);
BENCHMARK_CAPTURE(queries_and_keys, llama_up_to_keys, llama(), LastLayer::up_to_keys)->Apply(sizes);
BENCHMARK_CAPTURE(queries_and_keys, llama_whole, llama(), LastLayer::whole)->Apply(sizes);

}  // namespace
}  // namespace anbn
