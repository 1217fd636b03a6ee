// SPDX-License-Identifier: Apache-2.0
#include "anbn/runner/stage.h"
#include "anbn/signal/standardize.h"
#include "anbn/stages/nuisance_set.h"
#include "tests/support/coupled_story.h"
#include "tests/support/error_of.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace anbn {

extern const Stage kListenersStage;

namespace {

class ListenersStage : public testing::Test {
 protected:
  void SetUp() override {
    write_file(story.folder / "coupling/stage.json",
               R"({"stage": "coupling", "options": {"delta": "signed"}})");
    write_file(story.folder / "coupling/run.json", "{}");
    story.make_nuisance(R"("nuisance": "drift")", workshop.context);
    std::filesystem::create_directories(story.folder / "listeners");
  }
  /// Each the story's networks with noise of its own.
  void write_listeners(std::size_t count) {
    std::filesystem::create_directories(story.folder / "networks/pieman");
    for (std::size_t l = 0; l < count; ++l) {
      Matrix x = story.networks;
      for (std::size_t k = 0; k < x.values.size(); ++k)
        x.values[k] += static_cast<float>(normal({31, l}, k));
      write_npy(story.folder / fmt::format("networks/pieman/listener_{:02}.npy", l + 1), x);
    }
  }
  void run(const std::string& more) {
    kListenersStage.run(story.options({"timecourses", "networks", "coupling", "nuisance"}, more),
                        story.folder / "listeners", workshop.context);
  }
  Table table(const char* name) const { return read_tsv(story.folder / "listeners" / name); }
  nlohmann::json summary() const {
    return nlohmann::json::parse(read_text(story.folder / "listeners/summary.json"));
  }
  CoupledStory story;
  TinyWorkshop workshop{story.folder / "hashes.tsv"};
};

TEST_F(ListenersStage, FindsThePlantedPairInEachListener) {
  write_listeners(5);
  run(R"("listener_draws": 39, "sign_flips": 32)");
  const Table neurons = table("neurons.tsv"), networks = table("networks.tsv");
  EXPECT_EQ(neurons.rows[4][neurons.column("network")], "3");
  EXPECT_EQ(networks.rows[2][networks.column("label")], "L1H1D5");
  EXPECT_GT(neurons.number(4, neurons.column("half_held_out")), 0.7);
  EXPECT_EQ(neurons.number(4, neurons.column("half_held_out_p")), 1 / 40.0);
  EXPECT_EQ(neurons.number(4, neurons.column("flip_p")), 1 / 32.0);
  EXPECT_GT(networks.number(2, networks.column("ceiling")), 0.9);
  const double reached = networks.number(2, networks.column("reached"));
  EXPECT_NEAR(reached,
              networks.number(2, networks.column("correlation")) /
                  networks.number(2, networks.column("ceiling")),
              1e-6);
  // Neuron 2 is constant, and network 1 has a value missing in every listener.
  for (std::size_t c = 2; c < neurons.columns.size(); ++c) EXPECT_EQ(neurons.rows[1][c], "n/a");
  for (std::size_t c = 1; c < networks.columns.size(); ++c)
    EXPECT_EQ(networks.rows[0][c], "n/a") << networks.columns[c];
  EXPECT_EQ(summary()["missing_series"], 5);
  EXPECT_EQ(summary()["splits"], 10);
  EXPECT_EQ(summary()["all_splits"], true);
  EXPECT_EQ(table("listeners.tsv").rows.size(), 5u);
  EXPECT_NE(workshop.notes.warnings.back().find("5 of 20 series"), std::string::npos);
}

TEST_F(ListenersStage, RegressesTheStorysSetOut) {
  write_listeners(4);
  run(R"("listener_draws": 19)");
  const Table drift = table("neurons.tsv");
  story.make_nuisance(R"("nuisance": "standard")", workshop.context);
  run(R"("listener_draws": 19)");
  const Table standard = table("neurons.tsv");
  const std::size_t r = drift.column("correlation");
  EXPECT_NE(drift.number(4, r), standard.number(4, r));
  // What the test of significance finds in the mean of the listeners.
  Matrix sum(CoupledStory::kVolumes, CoupledStory::kNetworks);
  for (std::size_t l = 0; l < 4; ++l) {
    const Matrix one =
        read_npy_matrix(story.folder / fmt::format("networks/pieman/listener_{:02}.npy", l + 1));
    for (std::size_t k = 0; k < sum.values.size(); ++k) sum.values[k] += one.values[k];
  }
  const Nuisance set = nuisance_set(story.folder / "nuisance", CoupledStory::kVolumes);
  const Matrix neurons = unit_residuals(unit_columns(story.neurons).values, set).values;
  const Matrix networks = unit_residuals(unit_columns(sum).values, set).values;
  double expected = 0;
  for (std::size_t t = 0; t < sum.rows; ++t) expected += double{neurons(t, 4)} * networks(t, 2);
  EXPECT_EQ(standard.rows[4][standard.column("network")], "3");
  EXPECT_NEAR(standard.number(4, r), expected, 1e-5);
}

TEST_F(ListenersStage, OneListenerIsSaidAndNothingComputed) {
  write_listeners(1);
  run(R"("seed": 1)");
  EXPECT_EQ(summary()["listeners"], 1);
  EXPECT_FALSE(std::filesystem::exists(story.folder / "listeners/neurons.tsv"));
}

TEST_F(ListenersStage, WrongOptionsAndAbsentListenersAreErrors) {
  EXPECT_NE(error_of([&] { run(R"("splits": 0)"); }).find("--splits is 0"), std::string::npos);
  EXPECT_NE(error_of([&] { run(R"("sign_flips": 0)"); }), "");
  EXPECT_NE(error_of([&] { run(R"("listener_draws": -1)"); }), "");
  EXPECT_NE(error_of([&] { run(R"("seed": 1)"); }).find("no series of single listeners"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
