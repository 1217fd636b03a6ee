// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/coupled_neurons.h"

#include "anbn/core/error.h"
#include "anbn/interpret/enrichment.h"
#include "anbn/results/neurons.h"
#include "anbn/results/places.h"
#include "anbn/stats/corrections.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace anbn {
namespace {

std::vector<BestOfLayer> best_pairs(const CoupledNeurons& in) {
  std::vector<BestOfLayer> best;
  const auto label = [&](std::size_t neuron) {
    return neuron == kNoIndex ? std::string() : in.neurons[neuron].label;
  };
  for (const LayerPair& pair : best_of_layers(layers_of(in.neurons), in.anchoring.neurons,
                                              in.tests ? &*in.tests : nullptr, in.delta))
    best.push_back({pair, label(pair.neuron), label(pair.tested_neuron),
                    pair.neuron == kNoIndex ? std::nullopt : in.tags[pair.neuron]});
  return best;
}

double sum_of(const std::array<double, kPosCategories>& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0.0);
}

SideShare side_share(double count, double pairs, double expected, double expected_pairs) {
  return {count / pairs, expected / expected_pairs,
          log_odds_against(count, pairs, expected, expected_pairs)};
}

/// Shares of the pairs whose query, whose key is of each class that has a name.
void add_profile(const CoupledNeurons& in, const LayerPair& pair, std::vector<ProfileShare>& out) {
  const ClassMargins found = class_margins(in.profiles.counts_of(pair.neuron)),
                     text = class_margins(in.profiles.expected.row(pair.neuron));
  const double pairs = sum_of(found.query), text_pairs = sum_of(text.query);
  if (pairs == 0 || !(text_pairs > 0)) return;
  for (std::size_t c = 0; c < kPosCategories; ++c)
    if (!in.classes.names[c].empty())
      out.push_back({pair.layer, c, side_share(found.query[c], pairs, text.query[c], text_pairs),
                     side_share(found.key[c], pairs, text.key[c], text_pairs)});
}

/// The best pairs' maps by thirds of the layers, as places in `networks`.
struct Thirds {
  std::vector<std::size_t> networks;  // each once
  std::vector<std::vector<std::size_t>> groups = std::vector<std::vector<std::size_t>>(3);
};
Thirds thirds_of(const std::vector<BestOfLayer>& layers, const PlacesResults& places,
                 const std::filesystem::path& folder) {
  Thirds thirds;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (layers[l].pair.neuron == kNoIndex) continue;
    const std::size_t network = layers[l].pair.anchor.index;
    if (network >= places.networks.size())
      fail("{}: found {} networks; expected {} or more. Is it of the networks that are coupled?",
           folder.string(), places.networks.size(), network + 1);
    if (!main_sign(places, network)) continue;  // its map is empty
    const auto found = std::find(thirds.networks.begin(), thirds.networks.end(), network);
    thirds.groups[3 * l / layers.size()].push_back(
        static_cast<std::size_t>(found - thirds.networks.begin()));
    if (found == thirds.networks.end()) thirds.networks.push_back(network);
  }
  return thirds;
}

}  // namespace

Significance read_tests_of(const std::filesystem::path& folder, const CoupledNeurons& in) {
  const std::size_t neurons = in.neurons.size(), networks = in.anchoring.networks.size();
  Significance tests =
      read_significance_tables(folder, neurons, networks, read_significance_summary(folder)).tests;
  tests.noise = read_noise(folder, neurons, networks);
  return tests;
}

LayersResults told_layers(const CoupledNeurons& in) {
  LayersResults results;
  results.classes = in.classes;
  results.layers = best_pairs(in);
  for (const BestOfLayer& best : results.layers)
    if (in.has_words && best.pair.neuron != kNoIndex) add_profile(in, best.pair, results.profiles);
  if (in.has_words && in.tests)
    results.network_tags =
        network_tags(in.profiles.counts, {in.anchoring.networks.size(),
                                          in.tests->of(NullRole::calibrated).tests.neurons.best,
                                          in.tests->noise.neuron_network});
  return results;
}

void add_shared_regions(const Input& atlas, LayersResults& results, Notes& notes) {
  if (!atlas.given() || results.layers.size() < 3) return;
  const PlacesResults places = read_placed_regions(atlas.path);
  const Thirds thirds = thirds_of(results.layers, places, atlas.path);
  const MainShares shares = read_main_shares(atlas.path, places, thirds.networks);
  for (std::size_t first = 0, end = 0; first < places.list.size(); first = end) {
    std::vector<double> bases;
    for (; end < places.list.size() && places.list[end].atlas == places.list[first].atlas; ++end)
      bases.push_back(places.list[end].base);
    std::size_t called = 0, tests = 0;
    for (const SharedRegion& shared : shared_regions(shares, thirds.groups, first, bases)) {
      const ListedRegion& of = places.list[first + shared.region];
      results.shared.push_back({places.atlases[of.atlas], of.region.label, of.region.name,
                                static_cast<LayerThird>(shared.group), of.base, shared});
      called += shared.q <= kNamedUpTo;
      ++tests;
    }
    notes.facts.emplace_back(
        places.atlases[places.list[first].atlas] + ": shared by layers",
        fmt::format("{} of {} regions of early, middle and late layers (q <= {}, {} draws)", called,
                    tests, kNamedUpTo, shares.draws));
  }
}

}  // namespace anbn
