// SPDX-License-Identifier: Apache-2.0
// A small report for tests: four neurons in two layers (the last is constant), three networks, two
// noise draws.
#pragma once

#include "anbn/report/report.h"

#include <limits>

namespace anbn {

inline Session example_session() {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Session s;
  s.variant = "main";
  s.story = "pieman";
  s.title = "Pie Man";
  s.data = {282, 1.5, 18, 957, 3, 2, 1227, 3, 12};
  s.neurons = {4, 3, 2, 3, 0, 0};
  s.networks = {3, 3, 3, 3, 0, 0};
  s.global = {0.41, 0.61, 0.42, 0.46, "L1H1D2-BN2"};
  s.permutations = 5000;
  s.family = "neurons of main/pieman";
  s.nuisance = {"intercept", "cosine 1", "cosine 2", "word rate"};
  s.neuron_label = {"L1H1D1", "L1H1D2", "L2H1D1", "L2H1D2"};
  s.input.neuron_layer = {1, 1, 2, 2};
  s.input.observed = {{0.10, 0.30, 0.50, kNaN}, {1, 2, 2, 0}, {0.10, 0.50, 0.30}, {1, 3, 3}};
  s.input.noise = {
      {{0.20, 0.20, 0.40, kNaN}, {1, 1, 3, 0}, {0.20, 0.40, 0.10}, {1, 1, 2}},
      {{0.30, 0.20, 0.20, kNaN}, {3, 3, 3, 0}, {0.30, 0.20, 0.20}, {3, 3, 3}},
  };
  s.input.lags = {{-1, 0.2, 0.1, 0.15, 0.25}, {0, 0.4, 0.12, 0.18, 0.25}, {1, 0.3, 0.1, 0.2, 0.25}};
  s.input.tr_s = 1.5;
  s.weakest_neuron = 0.30;
  s.weakest_network = 0.10;
  for (int j = 1; j <= 3; ++j) {
    PairResult pair;
    pair.network = j;
    pair.network_name = "BN " + std::to_string(j);
    pair.label = j == 1 ? "L1H1D1" : "L2H1D1";
    pair.correlation = s.input.observed.network_correlation[static_cast<std::size_t>(j - 1)];
    pair.phase_anchor = pair.label;
    pair.phase_max_p = pair.phase_max_q = pair.phase_p_fwe = 0.1 * j + 0.3;
    s.pairs.push_back(pair);
  }
  StageRecord stage;
  stage.stage = "tokens";
  stage.options = {{"tr_s", "1.5"}};
  stage.inputs = {{"words", "0123456789abcdef"}};
  stage.warnings = {"3 words have no times"};
  s.stages = {stage};
  return s;
}

inline Report example_report() {
  Report report;
  report.title = "Example";
  report.networks.stage = "networks";
  report.sessions = {example_session()};
  return report;
}

}  // namespace anbn
