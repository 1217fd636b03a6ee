// SPDX-License-Identifier: Apache-2.0
#include "anbn/runner/stage.h"
#include "anbn/signal/hrf.h"
#include "anbn/signal/standardize.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stats/lag.h"
#include "anbn/text/words.h"
#include "tests/support/coupled_story.h"
#include "tests/support/drifting.h"
#include "tests/support/error_of.h"
#include "tests/support/machine.h"
#include "tests/support/source_dir.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {

extern const Stage kCouplingStage;

namespace {

class CouplingStage : public testing::Test {
 protected:
  void SetUp() override { story.make_nuisance(R"("nuisance": "standard")", workshop.context); }
  void run(const std::string& more) {
    kCouplingStage.run(story.options({"timecourses", "tokens", "networks", "nuisance"}, more),
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

TEST_F(CouplingStage, LooksForTheLagOfTheWordsWithoutDriftAndWithoutTheirOwnRegressors) {
  // Network 4 follows the word rate six volumes late, under drift.
  Threads one(1);
  const std::vector<float> rate =
      predicted_word_rate(story.folder / "tokens", CoupledStory::kVolumes, one);
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t) {
    story.networks(t, 3) = 0.02f * story.networks(t, 3) + (t < 6 ? 0 : rate[t - 6]);
    const float drift = 20 * std::cos(3.14159265f * (static_cast<float>(t) + 0.5f) / 80);
    for (std::size_t j = 0; j < CoupledStory::kNetworks; ++j) story.networks(t, j) += drift;
  }
  write_npy(story.folder / "networks/pieman.npy", story.networks);
  run(R"("lag_draws": 20)");
  const Table lags = table("lags.tsv");
  std::size_t best = 0;
  for (std::size_t l = 0; l < lags.rows.size(); ++l)
    if (lags.number(l, 2) > lags.number(best, 2)) best = l;
  EXPECT_EQ(lags.integer(best, 0), 6);
  EXPECT_EQ(lags.integer(best, 1), 4);
  EXPECT_GT(lags.number(best, 2), 0.8);
}

// The audio of these 18 listeners is in place; slow drift hides it where nothing takes it out.
TEST(LagOfPieMan, IsNoneGivenTheCosines) {
  const auto shared = source_dir() / "../shared/data";
  const auto file = shared / "pieman_htfa/pieman_htfa100_subjects_even.npy";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no listeners in " << file;
  constexpr VolumeGrid kGrid{1.5, 10, 282, 0};
  const std::vector<double> hrf = double_gamma_hrf(kGrid.tr_s);
  const auto history = static_cast<std::int64_t>(history_of(hrf));
  std::vector<std::int64_t> volumes;
  for (const Word& word : read_words(shared / "narratives/pieman/align.csv").words)
    volumes.push_back(volume_of(word.onset_s, kGrid));
  const std::vector<std::int64_t> counts =
      count_in_volumes(volumes, -history, history + kGrid.volumes);
  Matrix rate(counts.size(), 1);
  std::copy(counts.begin(), counts.end(), rate.values.begin());
  OwnMachine machine;
  const std::vector<float> words = convolve_then_cut(rate, hrf, machine.threads).values;
  const NpyArray all = read_npy(file);  // [18 x 300 x 100]
  Matrix networks(282, all.shape[2]);
  for (std::size_t l = 0; l < all.shape[0]; ++l) {
    Matrix one(282, networks.cols);
    std::copy_n(all.values.data() + (l * all.shape[1] + 10) * one.cols, one.values.size(),
                one.values.data());
    one = zscored_columns(one).values;
    for (std::size_t k = 0; k < one.values.size(); ++k) networks.values[k] += one.values[k];
  }
  const AudioPlacement placement =
      audio_placement(lag_check(words, networks, drift_cosines(282), 500, 1, machine), 1.5);
  EXPECT_EQ(placement.finding, AudioPlacement::Finding::in_place) << placement.words;
  EXPECT_EQ(placement.best_lag_volumes, 0);
  EXPECT_NEAR(placement.correlation, 0.443, 0.001);
  EXPECT_EQ(audio_placement(lag_check(words, networks, {}, 500, 1, machine), 1.5).finding,
            AudioPlacement::Finding::no_trace);
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
