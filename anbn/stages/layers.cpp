// SPDX-License-Identifier: Apache-2.0
// Coupling, its tests and pairs of tokens -> the best pair of each layer, beside noise, and the
// story as its neuron and those of the anchored pairs read it; and what the neurons of each network
// pair.
#include "anbn/results/layers.h"

#include "anbn/core/error.h"
#include "anbn/interpret/heat_map.h"
#include "anbn/interpret/text_weights.h"
#include "anbn/results/coupling.h"
#include "anbn/results/interpretation.h"
#include "anbn/results/neuron_pairs.h"
#include "anbn/results/neurons.h"
#include "anbn/results/token_columns.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupled_neurons.h"
#include "anbn/stages/coupling_inputs.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct LayersOptions {
  Input activations{InputKind::stage};
  Input tokens{InputKind::stage};
  Input coupling{InputKind::stage};
  Input significance{InputKind::stage, Presence::optional};
  Input interpretation{InputKind::stage};
  Input atlas{InputKind::stage, Presence::optional};
  std::int64_t heat_maps = 200;

  template <class V>
  void visit(V&& option) {
    option("activations", activations, "result of `anbn activations`, for the neurons' layers");
    option("tokens", tokens, "result of `anbn tokens` that they were made from");
    option("coupling", coupling, "result of `anbn coupling`");
    option("significance", significance,
           "result of `anbn significance`; without it nothing stands beside the correlations, and "
           "networks have no tags");
    option("interpretation", interpretation, "result of `anbn interpretation`");
    option("atlas", atlas,
           "result of `anbn atlas` of the same networks, for regions that layers share");
    option("heat_maps", heat_maps,
           "of how many neurons at most the story is drawn: the best of each layer first, then "
           "those of the anchored pairs by their correlation",
           between(0, 100000));
  }
};

/// All that is read, each of the same neurons, networks and tokens.
struct LayersInputs : CoupledNeurons {
  TokensResults tokens;
};

LayersInputs read_inputs(const LayersOptions& o) {
  LayersInputs in;
  in.neurons = read_neurons(o.activations.path);
  in.tokens = read_tokens(o.tokens.path);
  const std::size_t neurons = in.neurons.size();
  in.anchoring = read_anchoring(o.coupling.path);
  in.delta = delta_of_coupling(o.coupling.path);
  const InterpretationResults told = read_tags(o.interpretation.path);
  for (const NeuronProfile& neuron : told.interpretation.neurons) in.tags.push_back(neuron.tag);
  if (in.anchoring.neurons.size() != neurons || in.tags.size() != neurons)
    fail("{}, {}: {} and {} neurons, the activations have {}. Were they made from these?",
         o.coupling.path.string(), o.interpretation.path.string(), in.anchoring.neurons.size(),
         in.tags.size(), neurons);
  in.profiles = read_profiles(o.interpretation.path, neurons);
  in.classes = told.classes;
  const TokenCategories categories = read_categories(o.tokens.path, in.tokens, in.classes.column);
  if (categories.classes != in.classes)
    fail("{}: other classes than the tokens have; was it made from {}?",
         o.interpretation.path.string(), o.tokens.path.string());
  in.has_words = categories.words > 0;
  if (o.significance.given()) in.tests = read_tests_of(o.significance.path, in);
  return in;
}

/// The neurons of `layers`, then those that networks are anchored to, by falling |correlation|.
std::vector<WeighedNeuron> chosen_neurons(const LayersInputs& in,
                                          const std::vector<BestOfLayer>& layers) {
  std::vector<WeighedNeuron> chosen;
  std::map<std::size_t, std::size_t> place;  // of a neuron in `chosen`
  const auto take = [&](std::size_t neuron) -> WeighedNeuron& {
    const auto [found, is_new] = place.emplace(neuron, chosen.size());
    if (is_new) chosen.push_back({neuron, in.neurons[neuron].label, {}});
    return chosen[found->second];
  };
  for (const BestOfLayer& best : layers)
    if (best.pair.neuron != kNoIndex) take(best.pair.neuron).layer = best.pair.layer;
  std::vector<Anchor> networks = in.anchoring.networks;
  std::erase_if(networks, [](const Anchor& anchor) { return anchor.index == kNoIndex; });
  std::stable_sort(networks.begin(), networks.end(), [](const Anchor& a, const Anchor& b) {
    return std::abs(a.correlation) > std::abs(b.correlation);
  });
  for (const Anchor& anchor : networks) ++take(anchor.index).networks;
  return chosen;
}

void weigh(const NeuronPairsReader& reader, LayersResults& results) {
  for (WeighedNeuron& neuron : results.neurons) {
    const TextWeights weights = text_weights(reader.read(neuron.neuron), results.tokens);
    neuron.pairs = weights.pairs;
    neuron.left_out = weights.left_out;
    neuron.largest = weights.largest;
    results.weights.insert(results.weights.end(), weights.weight.values.begin(),
                           weights.weight.values.end());
  }
}

/// What noise gives: of the test's statistic, as is what stands before it.
std::string noise_words(const LayerPair& pair) {
  if (std::isnan(pair.noise_95)) return "";
  return fmt::format(
      "; the layer's largest partial r is {:.3f}, and in 95 % of noise at most {:.3f}",
      pair.tested.correlation, pair.noise_95);
}

std::string subtitle_of(const WeighedNeuron& neuron, const LayersResults& results) {
  std::string text;
  if (neuron.layer) {
    const BestOfLayer& best = results.layers[*neuron.layer - 1];
    text = fmt::format("{}: best pair of layer {}, r = {:.3f}{}. ", pair_label(best), *neuron.layer,
                       best.pair.anchor.correlation, noise_words(best.pair));
  }
  if (neuron.networks > 0)
    text += fmt::format("Anchored to {} {}. ", neuron.networks,
                        neuron.networks == 1 ? "network" : "networks");
  text += fmt::format("Its {} strongest query-key pairs", neuron.pairs - neuron.left_out);
  if (neuron.left_out > 0)
    text += fmt::format(" ({} more have no product above 0 and count nothing)", neuron.left_out);
  return text + ".";
}

void draw(const LayersInputs& in, const LayersResults& results, const fs::path& out,
          Progress& progress) {
  const std::vector<TextUnit> units =
      text_units(in.tokens.table, in.tokens.pieces, in.tokens.words);
  fs::create_directories(out / "heatmaps");
  progress.begin("heat maps", results.neurons.size());
  for (std::size_t n = 0; n < results.neurons.size(); ++n) {
    const WeighedNeuron& neuron = results.neurons[n];
    HeatMap map{neuron.label,
                subtitle_of(neuron, results),
                {"A word's weight as query (upper half, red) is the sum of the products of the "
                 "pairs that have one of its pieces as query; as key (lower half, blue) likewise. "
                 "1 is the largest of all words and both roles; weights below 0.02 are not drawn. "
                 "Punctuation marks, [CLS] and [SEP] stand for themselves.",
                 "Pairs are those with the largest products in each segment, whatever the brain "
                 "does: this shows what the neuron answers to, and is no evidence of coupling."},
                units,
                unit_weights(results.weights_of(n), units)};
    if (neuron.pairs == neuron.left_out)
      map.notes.insert(map.notes.begin(), "No pair has a product above 0: nothing is drawn.");
    write_file(out / heat_map_file(neuron), heat_map_svg(map));
    progress.advance(n + 1);
  }
  sync_folder(out / "heatmaps");
}

void run(const LayersOptions& o, const fs::path& out, RunContext& context) {
  const LayersInputs in = read_inputs(o);
  LayersResults results = told_layers(in);
  results.neurons = chosen_neurons(in, results.layers);
  const NeuronPairsReader reader(o.interpretation.path, in.tokens.table.tokens.size());
  const std::size_t all = results.neurons.size(),
                    most = std::min(all, static_cast<std::size_t>(o.heat_maps));
  results.neurons.resize(most);
  results.tokens = in.tokens.table.tokens.size();
  weigh(reader, results);
  add_shared_regions(o.atlas, results, context.notes);
  write(results, out);
  draw(in, results, out, context.machine.progress);
  context.notes.facts.emplace_back("heat maps", fmt::format("{} of {} neurons", most, all));
}

constexpr OfMany kFewerHeatMaps[] = {{"heat_maps", 20}};  // of many stories

Cost cost(const LayersOptions& o, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double maps = std::min(static_cast<double>(o.heat_maps), real(s.layers + s.networks));
  // A word with its bands takes about 100 bytes, a token's two weights 8, a row of network_tags.tsv
  // 120; a neuron's profile is kept as counts, as what the text gives, and as sums.
  constexpr double kDraws = 200, kRows = 2 * kPosCategories;
  Cost cost;
  cost.disk = maps * real(s.tokens) * 110 + 120 * kRows * real(s.networks) + 1e4;
  cost.memory = kProgramBytes + (4 * kProfileCells + 2 * kRows) * kFloatBytes * real(s.neurons) +
                2 * kFloatBytes * kDraws * real(s.neurons) +
                2 * kFloatBytes * kRows * kDraws * real(s.networks) + 8 * maps * real(s.tokens);
  cost.seconds = 0.1 + 2e-5 * real(s.neurons) + maps * real(s.tokens) * 1e-6 +
                 kDraws * kRows * (1e-9 * real(s.neurons) + 4e-9 * real(s.networks)) +
                 cost.disk / in.rates.write_bytes;
  return cost;
}

}  // namespace

extern const Stage kLayersStage = make_stage<LayersOptions, run, cost>(
    "layers", "coupling and pairs of tokens -> the best pair of each layer, and words as heat maps",
    "anbn layers --activations activations --tokens tokens --coupling coupling "
    "--significance significance --interpretation interpretation --out layers",
    4, {.of_pairs = true, .of_many = kFewerHeatMaps});

}  // namespace anbn
