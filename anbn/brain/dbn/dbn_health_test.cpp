// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_health.h"

#include "anbn/core/nan.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "tests/support/two_planted_networks.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(DbnHealth, SaysThatALayerHasLearnedNothing) {
  TwoPlantedNetworks study;
  study.settings.dbn.learning_rate = {1e-9, 0.02};
  study.settings.dbn.epochs = {1};
  study.settings.dbn.weights_sd = {1e-4};
  const Networks found = study.find("out");
  ASSERT_FALSE(found.warnings.empty());
  EXPECT_TRUE(found.warnings[0].starts_with("dbn layer 1 learned nothing: ")) << found.warnings[0];
  const std::string json = read_text(study.scratch / "out/health.json");
  EXPECT_NE(json.find(R"({"layer": 1, "units": 8, "learned": false, "verdict": "learned nothing)"),
            std::string::npos)
      << json;
}

TEST(DbnHealth, SaysSoOfAnUpperLayerWhoseRandomWeightsWereNotTrained) {
  TwoPlantedNetworks study;
  DbnOptions& o = study.settings.dbn;
  o.preset = DbnPreset::tuned;
  o.units = {16, 12};
  o.epochs = {6, 1};
  o.batch = {16};
  o.learning_rate = {0.03, 1e-12};
  o.learning_rate_decay = -1;
  o.layer_input = LayerInput::standardized;
  o.weights_sd = {0.01, 0.1};
  study.find("out");
  const Table health = read_tsv(study.scratch / "out/health.tsv");
  const double explained = health.number(8, health.column("held_out_explained"));
  ASSERT_GT(explained, 0.01);  // of what chance directions of 16 units hold
  const std::string json = read_text(study.scratch / "out/health.json");
  EXPECT_NE(
      json.find(fmt::format(
          R"("learned": false, "verdict": "learned nothing: it explains {0:.2f} % of the variance )"
          R"(of what layer 1 gives for held-out volumes, and explained {0:.2f} % before training")",
          100 * explained)),
      std::string::npos)
      << json;
}

TEST(DbnHealth, HealthKeepsTheLargestL1StepOfEachEpoch) {
  TwoPlantedNetworks study;
  DbnOptions& o = study.settings.dbn;
  o.units = {4};
  o.epochs = {2};
  o.batch = {50};  // 4 steps an epoch
  o.learning_rate = {0.1};
  o.learning_rate_decay = 0;
  o.l1 = {0.01};
  o.l1_warm_up = 0.5;
  study.find("out");
  const Table health = read_tsv(study.scratch / "out/health.tsv");
  const auto l1_step = [&](std::size_t row) {
    return health.number(row, health.column("l1_step"));
  };
  EXPECT_EQ(l1_step(0), 0);
  // The rate falls from 0.1 to 0 over steps 0 to 7, L1 has risen by step 3 or 4.
  EXPECT_NEAR(l1_step(1), 0.1 * (1 - 3.0 / 7) * 0.01 * (3.0 / 3.5), 1e-9);
  EXPECT_NEAR(l1_step(2), 0.1 * (1 - 4.0 / 7) * 0.01, 1e-9);
}

TEST(DbnHealth, VerdictsNameTheirReason) {
  DbnHealth before, h;
  before.held_out_explained = h.held_out_explained;
  before.l1_step = 1e-6;
  const auto verdict = [&] {
    const DbnHealth lines[] = {before, h};
    return verdict_of(lines);
  };
  h.explained = 0.5;
  h.held_out_explained = -0.02;
  h.mean_weight = 0.1;
  EXPECT_EQ(verdict().words,
            "learned nothing: it explains -2.00 % of the variance of held-out volumes, no more "
            "than the mean image does");
  h.held_out_explained = kNan;
  before.held_out_explained = kNan;
  EXPECT_EQ(verdict().words, "explains 50.00 % of the variance of training volumes");
  h.layer = 3;
  EXPECT_EQ(verdict().words,
            "explains 50.00 % of the variance of what layer 2 gives for training volumes");
  before.explained = 0.4995;
  EXPECT_EQ(verdict().words,
            "learned nothing: it explains 50.00 % of the variance of what layer 2 gives for "
            "training volumes, and explained 49.95 % before training");
  before.explained = 0.2;
  EXPECT_EQ(verdict().learned, LayerVerdict::Learned::yes);
  h.l1_step = 0.2;
  EXPECT_EQ(verdict().words,
            "learned nothing: its mean |W| of 0.1 is below its largest L1 step of 0.2");
  h.l1_step = 0;
  before.l1_step = 0.3;  // what it was once is what it had to withstand
  EXPECT_EQ(verdict().words,
            "learned nothing: its mean |W| of 0.1 is below its largest L1 step of 0.3");
  h.dead = 0.75;
  h.saturated = 0.25;
  EXPECT_EQ(verdict().words, "learned nothing: 75 % of its units are dead and 25 % saturated");
}

TEST(DbnHealth, HealthHasALineALayerAndEpoch) {
  TwoPlantedNetworks study;
  study.settings.dbn.epochs = {2, 3};
  study.find("out");
  const Table health = read_tsv(study.scratch / "out/health.tsv");
  ASSERT_EQ(health.rows.size(), 3u + 4u);
  EXPECT_EQ(health.rows[6][0], "2");
  EXPECT_EQ(health.rows[6][1], "3");
  EXPECT_LT(health.number(2, 2), health.number(0, 2));  // the error falls
  const std::string json = read_text(study.scratch / "out/health.json");
  EXPECT_NE(json.find("\"held_out\": [\"scan_"), std::string::npos) << json;
}

}  // namespace
}  // namespace anbn
