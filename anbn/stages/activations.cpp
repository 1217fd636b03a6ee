// SPDX-License-Identifier: Apache-2.0
// tokens + model -> what the neurons need of each layer.
#include "anbn/results/activations.h"

#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/core/memory.h"
#include "anbn/model/architectures/architecture.h"
#include "anbn/model/encoder.h"
#include "anbn/neurons/neurons.h"
#include "anbn/results/tokens.h"
#include "anbn/runner/make_stage.h"

#include <algorithm>

namespace anbn {
namespace {

struct ActivationsOptions {
  Input tokens{InputKind::stage};
  Input model{InputKind::model};
  WeightSource weights = WeightSource::pretrained;
  std::string neurons = "attention_qk";
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option("tokens", tokens, "result of `anbn tokens`");
    option("model", model, "folder with config.json and model.safetensors");
    option("weights", weights,
           "the file's; or untrained ones: random of the same shape, or the file's with the "
           "entries of "
           "each matrix in random order");
    option("neurons", neurons, "what counts as a neuron", one_of(names_of_kinds(neuron_kinds())));
    option("seed", seed, "of untrained weights");
  }
};

void run(const ActivationsOptions& o, const std::filesystem::path& out, RunContext& context) {
  const ModelConfig config = read_model_config(o.model.path);
  const NeuronKind& kind = find_neuron_kind(o.neurons);
  const std::vector<Neuron> neurons = neurons_of(kind, config, o.model.path.string());
  const TokenTable tokens = read_tokens(o.tokens.path).table;
  const std::vector<Segment> segments = sequences_of(tokens);
  try {
    check_segments(config, segments);
  } catch (Error& e) {
    e.add_context((o.tokens.path / "tokens.tsv").string());
    throw;
  }
  require_memory(encoder_bytes(config, segments),
                 fmt::format("{}: a model of {} dimensions", o.model.path.string(), config.hidden),
                 available_memory());
  const Weights weights =
      weights_of(config, o.weights, o.model.path, static_cast<std::uint64_t>(o.seed));
  if (auto windows = config.windows_before()) {
    windows->resize(neurons.back().layer);
    write_windows(*windows, out);
  }

  context.machine.progress.begin("layers", neurons.back().layer);
  ActivationsWriter writer(out, neurons, tokens.tokens.size());
  encode(config, weights, segments, taps_of(kind.parts), context.machine,
         [&](std::size_t layer, std::size_t segment, Tap tap, ConstView values) {
           const ReadRows read = read_rows(tokens, segment);
           for (const Part& part : kind.parts)
             if (part.tap == tap)
               writer.append(layer, part.name(),
                             part_of(part, config.heads, rows_of(values, read.first, read.count)));
           // With each segment, since that is when Ctrl-C is heard of.
           const bool is_last = segment + 1 == segments.size() && tap == kind.parts.back().tap;
           context.machine.progress.advance(is_last ? layer : layer - 1);
         });

  const auto fact = [&](const char* name, std::string value) {
    context.notes.facts.emplace_back(name, std::move(value));
  };
  fact("architecture", std::string(config.architecture->name));
  if (!config.rotation.frequencies.empty() && is_of_pairs(kind) && kind.parts[0].tap == Tap::query)
    fact("queries and keys", "taken before their rotation");
  fact("weights", std::string(name_of(o.weights)));
  fact("layers", std::to_string(config.layers));
  fact("heads", std::to_string(config.heads.count));
  fact("head size", std::to_string(config.heads.size));
  fact("neurons", std::to_string(neurons.size()));
  fact("tokens", std::to_string(tokens.tokens.size()));
  fact(tokens.windows.empty() ? "segments" : "windows", std::to_string(segments.size()));
}

Cost cost(const ActivationsOptions&, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double tokens = real(s.read), hidden = real(s.hidden);
  // Of each head a token's query meets the keys of its sequence, and gathers their values.
  const double met = tokens / std::max(real(s.sequences), 1.0);
  const double encoder =
      2 * tokens * (real(s.layers) * (s.layer_weights + 2 * met * hidden) + s.head_weights);
  Cost cost;
  cost.disk = kFloatBytes * real(s.tokens) * real(s.activations);
  cost.seconds = 0.05 + 1.5 * encoder / in.rates.flops + real(s.weights) / 2e9 +
                 cost.disk / in.rates.write_bytes;
  // Of the weights a layer at a time: as its file has them, in float64 at most, and in float32.
  cost.memory =
      kProgramBytes + 3 * kFloatBytes * s.layer_weights + kFloatBytes * 20 * tokens * hidden;
  return cost;
}

}  // namespace

extern const Stage kActivationsStage = make_stage<ActivationsOptions, run, cost>(
    "activations", "tokens -> what the neurons need of all layers of a model",
    "anbn activations --tokens tokens --model models/all-minilm-l6-v2 --out activations", 1,
    {.in_controls = true, .arrays_stay_from = Keep::all});

}  // namespace anbn
