// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/layer_pairs.h"

#include "anbn/stats/corrections.h"
#include "anbn/stats/draws/statistic.h"
#include "anbn/stats/percentile.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

/// The neuron of the layer with the strongest anchor; kNoIndex if none has one.
std::size_t strongest(std::span<const int> layer_of, const std::vector<Anchor>& anchors, int layer,
                      Delta delta) {
  std::size_t best = kNoIndex;
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    if (layer_of[i] != layer || std::isnan(anchors[i].correlation)) continue;
    if (best == kNoIndex ||
        statistic(anchors[i].correlation, delta) > statistic(anchors[best].correlation, delta))
      best = i;
  }
  return best;
}

/// The largest correlation of the layer's neurons in each draw of noise; none where no neuron was
/// tested.
std::vector<double> drawn(std::span<const int> layer_of, const Matrix& noise, int layer,
                          Delta delta) {
  std::vector<double> largest;
  for (std::size_t d = 0; d < noise.rows; ++d) {
    double most = LayerPair::kNone;
    for (std::size_t i = 0; i < noise.cols; ++i)
      if (const double r = statistic(noise(d, i), delta); layer_of[i] == layer && !std::isnan(r))
        most = std::isnan(most) ? r : std::max(most, r);
    if (!std::isnan(most)) largest.push_back(most);
  }
  return largest;
}

void add_tests(std::span<const int> layer_of, const Significance& tests, Delta delta,
               LayerPair& pair) {
  const SideTests& side = tests.of(NullRole::calibrated).tests.neurons;
  if (pair.neuron != kNoIndex) {
    pair.partial = tests.given.neurons.partial[pair.neuron];
    pair.max_p = side.max_p[pair.neuron];
    pair.p_fwe = side.p_fwe[pair.neuron];
    pair.p_network = side.best[pair.neuron].index;
  }
  const int layer = static_cast<int>(pair.layer);
  pair.tested_neuron = strongest(layer_of, side.best, layer, delta);
  const std::vector<double> noise = drawn(layer_of, tests.noise.neuron_correlation, layer, delta);
  pair.noise_median = percentile(noise, 50);
  pair.noise_95 = percentile(noise, 95);
  if (pair.tested_neuron == kNoIndex) return;
  pair.tested = side.best[pair.tested_neuron];
  pair.tested_p_fwe = side.p_fwe[pair.tested_neuron];
  const double observed = statistic(pair.tested.correlation, delta);
  if (noise.empty()) return;
  const auto reached =
      std::count_if(noise.begin(), noise.end(), [&](double r) { return r >= observed; });
  pair.layer_p = permutation_p(static_cast<std::size_t>(reached), noise.size());
}

}  // namespace

std::vector<LayerPair> best_of_layers(std::span<const int> layer_of,
                                      const std::vector<Anchor>& neurons, const Significance* tests,
                                      Delta delta) {
  assert(layer_of.size() == neurons.size());
  std::vector<LayerPair> pairs;
  const int layers = layer_of.empty() ? 0 : *std::max_element(layer_of.begin(), layer_of.end());
  for (int layer = 1; layer <= layers; ++layer) {
    LayerPair& pair = pairs.emplace_back();
    pair.layer = static_cast<std::size_t>(layer);
    pair.neuron = strongest(layer_of, neurons, layer, delta);
    if (pair.neuron != kNoIndex) pair.anchor = neurons[pair.neuron];
    if (tests != nullptr) add_tests(layer_of, *tests, delta, pair);
  }
  return pairs;
}

}  // namespace anbn
