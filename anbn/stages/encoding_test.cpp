// SPDX-License-Identifier: Apache-2.0
#include "anbn/runner/stage.h"
#include "anbn/signal/nuisance.h"
#include "tests/support/coupled_story.h"
#include "tests/support/error_of.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace anbn {

extern const Stage kEncodingStage;

namespace {

/// Neurons 1 to 4 are layer 1, 5 to 9 layer 2; network 3 follows neuron 5, network 1 has a gap.
class EncodingStage : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(story.folder / "encoding");
    std::vector<Neuron> neurons;
    for (std::size_t i = 1; i <= CoupledStory::kNeurons; ++i)
      neurons.push_back({i <= 4 ? 1u : 2u, i % 2 + 1, i, fmt::format("N{}", i)});
    write_neurons(neurons, story.folder / "timecourses");
    story.make_nuisance(R"("nuisance": "drift")", workshop.context);
  }
  void run(const std::string& more) {
    const std::string text = story.options({"timecourses", "tokens", "networks", "nuisance"}, more);
    kEncodingStage.run(kEncodingStage.resolve(text), story.folder / "encoding", workshop.context);
  }
  Table table(const char* name) const { return read_tsv(story.folder / "encoding" / name); }
  nlohmann::json summary() const {
    return nlohmann::json::parse(read_text(story.folder / "encoding/summary.json"));
  }
  static double number(const Table& t, std::size_t row, const char* column) {
    return t.optional_number(row, t.column(column)).value_or(std::nan(""));
  }

  CoupledStory story;
  TinyWorkshop workshop{story.folder / "hashes.tsv"};
};

TEST_F(EncodingStage, FindsTheLayerThatANetworkFollows) {
  run(R"("permutations": 99, "gap_s": 6, "folds": 4, "inner_folds": 3)");
  const Table networks = table("networks.tsv"), groups = table("groups.tsv");
  EXPECT_EQ(networks.rows[2][networks.column("label")], "L2");
  EXPECT_EQ(number(networks, 2, "p"), 0.01);
  EXPECT_GT(number(networks, 2, "correlation"), number(networks, 2, "noise_95"));
  ASSERT_EQ(groups.rows.size(), 2u);
  EXPECT_EQ(groups.rows[1][groups.column("network")], "3");
  EXPECT_EQ(number(groups, 1, "p"), 0.01);
  EXPECT_EQ(summary()["global"]["p"], 0.01);
  EXPECT_EQ(summary()["gap_volumes"], 4);
}

TEST_F(EncodingStage, WritesWhatTheFormatsSay) {
  run(R"("permutations": 5, "gap_s": 0, "folds": 4, "inner_folds": 3, "penalties": [1, 7])");
  const Matrix r = read_npy_matrix(story.folder / "encoding/correlation.npy");
  const Matrix penalty = read_npy_matrix(story.folder / "encoding/penalty.npy");
  EXPECT_EQ(r.rows, 2u);
  EXPECT_EQ(r.cols, CoupledStory::kNetworks);
  EXPECT_EQ(penalty.rows, 8u);
  for (std::size_t i = 0; i < penalty.rows; ++i) {
    EXPECT_TRUE(penalty(i, 1) == 1 || penalty(i, 1) == 7);
    EXPECT_TRUE(std::isnan(penalty(i, 0)));
  }
  const Table pairs = table("pairs.tsv"), folds = table("folds.tsv");
  EXPECT_EQ(pairs.rows.size(), 2 * CoupledStory::kNetworks);
  EXPECT_EQ(pairs.rows[6][pairs.column("label")], "L2");
  EXPECT_EQ(pairs.rows[6][pairs.column("network")], "3");
  EXPECT_FLOAT_EQ(static_cast<float>(number(pairs, 6, "correlation")), r(1, 2));
  EXPECT_EQ(folds.rows[1], (std::vector<std::string>{"2", "20", "20", "60"}));
}

TEST_F(EncodingStage, SeriesThatCannotBeTestedAreAbsent) {
  run(R"("permutations": 5, "gap_s": 0)");
  EXPECT_EQ(
      table("networks.tsv").rows[0],
      (std::vector<std::string>{"1", "n/a", "n/a", "n/a", "n/a", "n/a", "n/a", "n/a", "n/a"}));
  const Table groups = table("groups.tsv");
  EXPECT_EQ(number(groups, 0, "neurons"), 4);
  EXPECT_EQ(number(groups, 0, "tested"), 3);
  EXPECT_EQ(summary()["networks"]["tested"], 3);
}

TEST_F(EncodingStage, GroupsNeuronsByHeadOrAllTogether) {
  run(R"("permutations": 1, "gap_s": 0, "features": "head")");
  const Table heads = table("groups.tsv");
  ASSERT_EQ(heads.rows.size(), 4u);
  EXPECT_EQ(heads.rows[0][1], "L1H2");
  EXPECT_EQ(heads.rows[3][1], "L2H1");
  run(R"("permutations": 1, "gap_s": 0, "features": "all")");
  ASSERT_EQ(table("groups.tsv").rows.size(), 1u);
  EXPECT_EQ(table("groups.tsv").rows[0][1], "all");
}

TEST_F(EncodingStage, NetworksThatTheSetExplainsLeaveNothingToPredict) {
  const std::vector<Regressor> set = cosine_regressors(CoupledStory::kVolumes, 1.5, 128);
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t)
    for (std::size_t j = 0; j < CoupledStory::kNetworks; ++j)
      story.networks(t, j) = static_cast<float>(set[1].values[t]);
  write_npy(story.folder / "networks/pieman.npy", story.networks);
  run(R"("permutations": 3, "gap_s": 0)");
  EXPECT_TRUE(summary()["global"]["p"].is_null());
  EXPECT_EQ(summary()["pairs"]["tested"], 0);
  ASSERT_FALSE(workshop.notes.warnings.empty());
  EXPECT_NE(workshop.notes.warnings[0].find("nothing could be predicted"), std::string::npos);
}

TEST_F(EncodingStage, WrongOptionsAreErrors) {
  const auto error = [&](const char* more) { return error_of([&] { run(more); }); };
  EXPECT_NE(error(R"("folds": 1)").find("--folds is 1"), std::string::npos);
  EXPECT_NE(error(R"("penalties": [3, 1])").find("--penalties has 1 at place 2"),
            std::string::npos);
  EXPECT_NE(error(R"("gap_s": 200)").find("more than 134 away"), std::string::npos);
  EXPECT_NE(error(R"("null": "fase")").find("phase"), std::string::npos);
}

}  // namespace
}  // namespace anbn
