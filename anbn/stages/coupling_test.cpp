// SPDX-License-Identifier: Apache-2.0
#include "anbn/runner/stage.h"
#include "tests/support/coupled_story.h"
#include "tests/support/error_of.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {

extern const Stage kCouplingStage;

namespace {

class CouplingStage : public testing::Test {
 protected:
  void run(const std::string& more) {
    kCouplingStage.run(story.options({"timecourses", "tokens", "networks"}, more),
                       story.folder / "coupling", workshop.context);
  }
  Table table(const char* name) const { return read_tsv(story.folder / "coupling" / name); }

  CoupledStory story;
  TinyWorkshop workshop{story.folder / "hashes.tsv"};
};

TEST_F(CouplingStage, FindsThePlantedPairOnBothSides) {
  run(R"("story": "pieman", "lag_draws": 20)");
  EXPECT_EQ(table("neurons.tsv").rows[4][2], "3");
  EXPECT_EQ(table("neurons.tsv").rows[4][1], "L1H1D5");
  EXPECT_EQ(table("networks.tsv").rows[2][1], "5");
  EXPECT_EQ(table("networks.tsv").rows[2][2], "L1H1D5");
  const Matrix r = read_npy_matrix(story.folder / "coupling/correlation.npy");
  EXPECT_GT(r(4, 2), 0.8f);
  EXPECT_EQ(table("neurons.tsv").rows[4][3], TsvCell(r(4, 2)).text);
}

TEST_F(CouplingStage, SeriesThatCannotBeCorrelatedAreAbsent) {
  run(R"("lag_draws": 2)");
  EXPECT_EQ(table("neurons.tsv").rows[1], (std::vector<std::string>{"2", "L1H1D2", "n/a", "n/a"}));
  EXPECT_EQ(table("networks.tsv").rows[0], (std::vector<std::string>{"1", "n/a", "n/a", "n/a"}));
  const Matrix r = read_npy_matrix(story.folder / "coupling/correlation.npy");
  EXPECT_TRUE(std::isnan(r(1, 2)));
  EXPECT_TRUE(std::isnan(r(4, 0)));
}

TEST_F(CouplingStage, AbsoluteTakesTheLargestSizeAndKeepsTheSign) {
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t) story.networks(t, 2) *= -1;
  write_npy(story.folder / "networks/pieman.npy", story.networks);
  run(R"("delta": "absolute", "lag_draws": 0)");
  EXPECT_EQ(table("neurons.tsv").rows[4][2], "3");
  EXPECT_EQ(table("neurons.tsv").rows[4][3][0], '-');
}

TEST_F(CouplingStage, CutsTheWordsOfAnotherStoryToTheShorterOnlyWhenTold) {
  Matrix other(60, CoupledStory::kNetworks);
  std::copy_n(story.networks.values.begin(), other.values.size(), other.values.begin());
  write_npy(story.folder / "networks/shapes.npy", other);
  EXPECT_NE(error_of([&] { run(R"("story": "shapes")"); }).find("60 volumes"), std::string::npos);
  run(R"("story": "shapes", "lengths": "shorter", "lag_draws": 2)");
  const Matrix shorter = read_npy_matrix(story.folder / "coupling/correlation.npy");
  other = story.neurons;
  other.rows = 60;
  other.values.resize(60 * CoupledStory::kNeurons);
  write_npy(story.folder / "timecourses/timecourses.npy", other);
  run(R"("story": "shapes", "lengths": "shorter", "lag_draws": 2)");
  EXPECT_EQ(read_npy_matrix(story.folder / "coupling/correlation.npy")(0, 2), shorter(0, 2));
  EXPECT_GT(shorter(4, 2), 0.8f);
}

TEST_F(CouplingStage, WritesTwentyOneLags) {
  run(R"("lag_draws": 20)");
  const Table lags = table("lags.tsv");
  ASSERT_EQ(lags.rows.size(), 21u);
  EXPECT_EQ(lags.rows[0][0], "-10");
  EXPECT_EQ(lags.rows[20][0], "10");
  EXPECT_EQ(lags.rows[3][5], lags.rows[9][5]);
  EXPECT_NE(lags.rows[10][4], "n/a");
}

TEST_F(CouplingStage, WrongInputsAreErrors) {
  EXPECT_NE(error_of([&] { run(R"("story": "shapes")"); }).find("no story 'shapes'; there is"),
            std::string::npos);
  write_npy(story.folder / "networks/other.npy", Matrix(79, 4));
  EXPECT_NE(error_of([&] { run(R"("seed": 1)"); }).find("several stories (other, pieman)"),
            std::string::npos);
  const std::string error = error_of([&] { run(R"("story": "other")"); });
  EXPECT_NE(error.find("79 volumes; the neurons' time courses have 80"), std::string::npos)
      << error;
  EXPECT_NE(error_of([&] { run(R"("story": "pieman", "lag_draws": -1)"); }), "");
}

}  // namespace
}  // namespace anbn
