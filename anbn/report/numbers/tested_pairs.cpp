// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/tested_pairs.h"

#include "anbn/results/columns.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace anbn {
namespace {

int number_of(std::size_t index) { return index == kNoIndex ? 0 : static_cast<int>(index) + 1; }

void add_anchors(const std::vector<Anchor>& anchors, std::vector<double>& correlations,
                 std::vector<int>& partners) {
  for (const Anchor& anchor : anchors) {
    correlations.push_back(as_written(anchor.correlation));
    partners.push_back(number_of(anchor.index));
  }
}

void add_draw(const Matrix& correlation, const Matrix& partner, std::size_t draw,
              std::vector<double>& correlations, std::vector<int>& partners) {
  correlations.assign(correlation.row(draw).begin(), correlation.row(draw).end());
  for (float number : partner.row(draw))
    partners.push_back(number >= 1 ? static_cast<int>(number) : 0);  // NaN: none
}

std::vector<PairResult> pairs_of(const std::vector<Anchor>& anchors, const SideGivenNuisance& given,
                                 const Expected& expected, const SideTests& shuffle,
                                 const SideTests& phase) {
  std::vector<PairResult> pairs(anchors.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    PairResult& pair = pairs[i];
    pair.correlation = as_written(anchors[i].correlation);
    pair.partial = given.partial[i];
    pair.nuisance_r2 = given.r2[i];
    pair.expected = expected.mean[i];
    pair.expected_95 = expected.percentile_95[i];
    pair.shuffle_pair_p = shuffle.pair_p[i];
    pair.shuffle_pair_q = shuffle.pair_q[i];
    pair.phase_correlation = as_written(phase.best[i].correlation);
    pair.phase_max_p = phase.max_p[i];
    pair.phase_max_q = phase.max_q[i];
    pair.phase_p_fwe = phase.p_fwe[i];
  }
  return pairs;
}

std::string name_at(const std::vector<std::string>& names, std::size_t index,
                    const std::string& none) {
  return index < names.size() ? names[index] : none;
}

}  // namespace

Anchors observed_anchors(const Anchoring& anchoring) {
  Anchors out;
  add_anchors(anchoring.neurons, out.neuron_correlation, out.neuron_network);
  add_anchors(anchoring.networks, out.network_correlation, out.network_neuron);
  return out;
}

std::vector<Anchors> drawn_anchors(const NoiseDraws& noise) {
  std::vector<Anchors> draws(noise.neuron_correlation.rows);
  for (std::size_t d = 0; d < draws.size(); ++d) {
    add_draw(noise.neuron_correlation, noise.neuron_network, d, draws[d].neuron_correlation,
             draws[d].neuron_network);
    add_draw(noise.network_correlation, noise.network_neuron, d, draws[d].network_correlation,
             draws[d].network_neuron);
  }
  return draws;
}

void take_signs_off(FigureInput& input) {
  input.pcc = kAbsolutePcc;
  const auto take_off = [](Anchors& anchors) {
    for (auto* correlations : {&anchors.neuron_correlation, &anchors.network_correlation})
      for (double& r : *correlations) r = std::abs(r);
  };
  take_off(input.observed);
  if (input.partial) take_off(*input.partial);
  for (Anchors& draw : input.noise) take_off(draw);
}

void add_pairs(const SignificanceResults& results, const std::vector<std::string>& names,
               Session& s) {
  const NullTests &shuffle = results.tests.of(NullRole::papers).tests,
                  phase = results.tests.decided();
  const Anchoring& anchoring = results.anchoring;
  const CalledSeries& called = results.tests.called;
  s.pairs = pairs_of(anchoring.networks, results.tests.given.networks,
                     results.tests.expected_networks, shuffle.networks, phase.networks);
  for (std::size_t j = 0; j < s.pairs.size(); ++j) {
    s.pairs[j].network = static_cast<int>(j) + 1;
    s.pairs[j].network_name = names[j];
    s.pairs[j].label = name_at(results.labels, anchoring.networks[j].index, "n/a");
    s.pairs[j].phase_anchor = name_at(results.labels, phase.networks.best[j].index, "n/a");
    s.pairs[j].resembles = name_at(names, called.networks_alike[j], "");
    s.pairs[j].p_given_stronger = called.network_p_given_stronger[j];
  }

  std::vector<PairResult> all =
      pairs_of(anchoring.neurons, results.tests.given.neurons, results.tests.expected_neurons,
               shuffle.neurons, phase.neurons);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].network = number_of(anchoring.neurons[i].index);
    all[i].network_name = name_at(names, anchoring.neurons[i].index, "");
    all[i].label = results.labels[i];
    all[i].phase_anchor = name_at(names, phase.neurons.best[i].index, "");
    all[i].resembles = name_at(results.labels, called.neurons_alike[i], "");
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    if (is_called(phase.neurons, s.tests.global.p, i)) s.found.push_back(std::move(all[i]));
  std::stable_sort(s.found.begin(), s.found.end(), [](const PairResult& a, const PairResult& b) {
    return std::tie(a.phase_p_fwe, a.phase_max_p) < std::tie(b.phase_p_fwe, b.phase_max_p);
  });
}

}  // namespace anbn
