// SPDX-License-Identifier: Apache-2.0
// A small report for tests: four neurons in two layers (the last is constant), three networks, two
// noise draws.
#pragma once

#include "anbn/core/nan.h"
#include "anbn/report/report.h"

namespace anbn {

inline SideSummary side_of(std::size_t tested, std::size_t shuffle_pair_q, std::size_t tested_phase,
                           std::size_t phase_max_q_05, std::size_t phase_max_p_01) {
  SideSummary side;
  side.tested = tested;
  side.shuffle_pair_q = shuffle_pair_q;
  side.tested_phase = tested_phase;
  side.phase_max_q_05 = phase_max_q_05;
  side.phase_max_p_01 = phase_max_p_01;
  side.nuisance_r2.median = 0.13;
  return side;
}

inline Session example_session() {
  Session s;
  s.variant = "main";
  s.story = "pieman";
  s.title = "Pie Man";
  s.data = {282, 1.5, 18, 957, 3, 0, 2, History::unknown, 1227, 3, 12};
  s.tests.neurons = side_of(3, 2, 3, 0, 0);
  s.tests.networks = side_of(3, 3, 3, 0, 0);
  s.tests.global = {0.41, 0.61, "L1H1D2-BN2", 0.42, 0.46};
  s.tests.omnibus = {0.55,
                     {{0.41, {0.42, 0.37, 0.48, 0.61}, 0.9, -0.4}},
                     {{0.25, {0.25, 0.234, 0.266, 0.48}, 0.8, 0.1}},
                     {{0.31, {0.233, 0.2, 0.32, 0.3}, 0.55, 2.2}},
                     {{0.0212, {0.0198, 0.0179, 0.0231, 0.31}, 0.56, 1.1}},
                     0.4};
  s.tests.left_out.neurons.constant = {"L2H1D2"};
  s.tests.permutations = 5000;
  s.tests.family = "neurons of main/pieman";
  s.tests.nuisance = {"intercept", "cosine 1", "cosine 2", "word rate"};
  s.neuron_label = {"L1H1D1", "L1H1D2", "L2H1D1", "L2H1D2"};
  s.input.neuron_layer = {1, 1, 2, 2};
  s.input.observed = {{0.10, 0.30, 0.50, kNan}, {1, 2, 2, 0}, {0.10, 0.50, 0.30}, {1, 3, 3}};
  s.input.noise = {
      {{0.20, 0.20, 0.40, kNan}, {1, 1, 3, 0}, {0.20, 0.40, 0.10}, {1, 1, 2}},
      {{0.30, 0.20, 0.20, kNan}, {3, 3, 3, 0}, {0.30, 0.20, 0.20}, {3, 3, 3}},
  };
  s.input.lags = {{{-1, 0, 0.2, 0.1, 0.15}, {0, 0, 0.4, 0.12, 0.18}, {1, 0, 0.3, 0.1, 0.2}}, 0.25};
  s.input.tr_s = 1.5;
  s.input.partial = {{0.05, 0.25, 0.45, kNan}, {1, 2, 3, 0}, {0.08, 0.40, 0.45}, {1, 2, 3}};
  s.tests.neurons.noise_accepted.share = {1 / 3., 1 / 3., 1 / 3.};
  s.tests.networks.noise_accepted.share = {1, 1, 1};
  s.means = side_means_of(s.input);
  s.input.layer_excess = {{1, -1.25, -2, 2}, {2, 1.52, -2, 2}};
  s.layers = {{1, {0.15, {0.225, 0.2, 0.25, 0.9}, 1, -1.25}, {}},
              {2, {0.45, {0.3, 0.2, 0.4, 0.2}, 0.4, 1.52}, {}}};
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

/// Adds to a report what networks found in volumes bring: two scans, one shown network with a map
/// of two voxels that was flipped, a layer that learned and one that did not.
inline void add_volumes(Report& report) {
  report.networks.options = {{"method", "dbn"}, {"preset", "paper"}, {"units", "[8,3]"}};
  VolumeNetworks& v = report.volumes.emplace();
  v.mask.stage = "mask";
  v.scans.resize(2);
  for (ScanRecord& scan : v.scans) {
    scan.story = "pieman";
    scan.stage.stage = "bold";
    scan.stage.warnings = {"TR is not given"};
  }
  v.scans[0].scan = "sub-01";
  v.scans[1].scan = "sub-02";
  v.scans[1].constant = 1;
  v.voxels = 2;
  v.grid = "2 \u00d7 1 \u00d7 1 voxels of 3 \u00d7 3 \u00d7 3 mm";
  v.health.layers = {{1, 8, true, "It explains 20 % of held-out scans.", {}},
                     {2, 3, false, "It explains nothing.", {}}};
  v.health.layers[0].epochs = {{0, 1, 0, 1, 0, 0.008, 1e-6, 0, 0, 0},
                               {1, 0.75, 0.25, 0.8, 0.2, 0.01, 1e-6, 0.125, 0, 3}};
  v.health.layers[1].epochs = {{0, 1, 0, kNan, kNan, 0.008, 1e-6, 0, 0, kNan}};
  v.health.held_out.count = 1;
  v.health.held_out_listeners = "apart";
  const Grid grid{{2, 1, 1}, {{{3, 0, 0, -3}, {0, 3, 0, 0}, {0, 0, 3, 0}}}};
  const TurnedGrid turned(grid, closest_orientation(grid.affine));
  const std::vector<float> map = {-2, 1};
  v.brain = BrainVolumes{turned, {1, 255}, {{2, brain_map(turned, map)}}};
  Session& s = report.sessions[0];
  s.shown = {{2,
              "BN 2",
              "L2H1D1",
              "smallest p of all networks",
              0.5,
              0.001,
              "L2H1D1",
              {-1, 0, 1},
              {1, 0, -1}}};
}

/// The best pairs of the example's two layers, of which the second has none, and a story of three
/// words, the first of them hostile.
inline void add_layers(Session& s) {
  ShownLayers& shown = s.layer_pairs.emplace();
  LayersResults& r = shown.results;
  r.layers.resize(2);
  r.layers[0].pair = {1, 1, {1, 0.3f}, 0.25, 0.5, 0.85, 2, 0, {2, 0.28f}, 0.75, 0.22, 0.27, 0.04};
  r.layers[0].label = "L1H1D2";
  r.layers[0].tested_label = "L1H1D1";
  r.layers[0].tag = PosTag{7, 14, 0.3};
  r.layers[1].pair.layer = 2;
  r.profiles = {{1, 7, {0.302, 0.18, 0.7}, {0.01, 0.181, -3}},
                {1, 14, {0.2, 0.11, 0.7}, {0.231, 0.11, 0.9}},
                {1, 0, {0.049, 0.07, 0}, {0.03, 0.07, 0}}};
  r.network_tags = {{0, 2, TagSide::query, 5, kNoIndex, 0.6, 0.2, 1.8, 4.1, 0.02},
                    {0, 2, TagSide::key, kNoIndex, 14, 0.2, 0.21, -0.1, -0.5, 0.9},
                    {0, 2, TagSide::pair, 7, 14, 0.5, 0.125, 1.9, kNan, kNan},
                    {1, 1, TagSide::query, 7, kNoIndex, 0.3, 0.25, 0.2, 0.7, 0.8},
                    {1, 1, TagSide::pair, 5, 7, 0.3, 0.1, 1.3, kNan, kNan}};
  r.neurons = {{1, "L1H1D2", 1, 0, 1500, 0, 9.5}, {2, "L2H1D1", {}, 2, 4, 4, 0}};
  r.tokens = 4;
  r.weights = {1, 0, 0.25f, 0.25f, 0, 0.01f, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  shown.units = {{"<script>alert(\"x\")</script>", UnitKind::word, 0, 1, 0, 0},
                 {",", UnitKind::mark, 1, 1, 0, 0},
                 {"dreaming", UnitKind::word, 2, 2, 0, 2}};
  shown.pairs = {{2, "BN 2", "L1H1D2", "", 0.3, 0.5, "", {-1, 0, 1}, {1, 0, -1}}, {}};
}

inline Report example_report() {
  Report report;
  report.title = "Example";
  report.networks.stage = "networks";
  report.sessions = {example_session()};
  return report;
}

/// Adds a second story, and before both what they are together.
inline void add_together(Report& report) {
  Session shapes = report.sessions[0], all = report.sessions[0];
  shapes.story = "shapes";
  shapes.title = "Shapes";
  shapes.data.volumes = 118;
  shapes.tests.global = {0.52, 0.2, "L2H1D1-BN1", 0.4, 0.57};
  all.story = "pooled";
  all.title = "All 2 stories together";
  all.together = {{"pieman", 282, 0.705, 0.44}, {"shapes", 118, 0.295, 0.31}};
  all.data = {400, 1.5, 0, 0, 0, 0, 0, History::unknown, 0, 0, 0};
  all.tests.global = {0.402, 0.002, "L1H1D2-BN2", 0.3, 0.35};
  all.tests.omnibus.p = 0.004;
  all.input.lags = {};
  report.sessions.insert(report.sessions.begin(), all);
  report.sessions.push_back(shapes);
}

/// A report of that session alone.
inline Report only(Session session) {
  Report report = example_report();
  report.sessions = {std::move(session)};
  return report;
}

/// The example with a coupling that single pairs carry.
inline Session coupled() {
  Session s = example_session();
  s.tests.global.p = 0.0002;
  s.tests.omnibus.p = 0.0008;
  s.tests.neurons.named = s.tests.neurons.named_groups = 2;
  s.tests.neurons.called = s.tests.neurons.called_groups = s.tests.neurons.phase_max_q_05 = 2;
  s.tests.networks.named = s.tests.networks.named_groups = 1;
  s.tests.networks.called = s.tests.networks.called_groups = s.tests.networks.phase_max_q_05 = 1;
  s.pairs[1].phase_p_fwe = 0.0002;
  return s;
}

}  // namespace anbn
