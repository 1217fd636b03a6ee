// SPDX-License-Identifier: Apache-2.0
// The stages `pooled-encoding` and `unique-variance` on two stories.
#include "anbn/results/pooled_encoding.h"
#include "anbn/results/nuisance.h"
#include "anbn/results/tokens.h"
#include "anbn/results/unique_variance.h"
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/has.h"
#include "tests/support/tiny_stages.h"
#include "tests/support/two_stories.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {

extern const Stage kPooledEncodingStage;
extern const Stage kUniqueVarianceStage;

namespace {

namespace fs = std::filesystem;

class StoryRidgeStages : public testing::Test {
 protected:
  void SetUp() override {
    story.make_nuisance("", workshop.context);
    fs::copy(story.folder / "tokens", story.folder / "other_tokens");
    TokensResults other = story.tokens;
    for (std::size_t w = 0; w < other.words.size(); ++w)
      other.words[w].text = fmt::format("other{}", w);
    write(other, story.folder / "other_tokens");
    // The other story of the two is the first one backwards: here it must be another one.
    Matrix neurons = smooth_noise(CoupledStory::kVolumes, CoupledStory::kNeurons, {11, 9}),
           networks = smooth_noise(CoupledStory::kVolumes, CoupledStory::kNetworks, {12, 9});
    for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t)
      networks(t, 2) = 0.4f * networks(t, 2) + neurons(t, 4);
    write_npy(story.folder / "other/timecourses.npy", neurons);
    write_npy(story.folder / "networks/other.npy", networks);
  }
  fs::path run(const Stage& stage, const std::string& more) {
    const fs::path out = story.folder / stage.name;
    fs::remove_all(out);
    fs::create_directories(out);
    const std::string tokens = fmt::format(R"("tokens": ["{0}/tokens", "{0}/other_tokens"], )",
                                           story.folder.path().string());
    stage.run(stage.resolve(story.options_of_both(tokens + more)), out, workshop.context);
    return out;
  }
  std::string fact(const std::string& name) const {
    for (const auto& [fact, value] : workshop.notes.facts)
      if (fact == name) return value;
    return "";
  }

  TwoStories story;
  TinyWorkshop workshop{story.folder / "hashes.tsv"};
};

TEST_F(StoryRidgeStages, FindTheLayerThatANetworkFollowsInBothStories) {
  const PooledEncodingResults found =
      read_pooled_encoding(run(kPooledEncodingStage, R"("permutations": 99, "gap_s": 6)"));
  ASSERT_EQ(found.encoding.groups.size(), 2u);
  EXPECT_EQ(found.encoding.networks[2].best, 1u);
  EXPECT_EQ(found.encoding.networks[2].p_fwe, 0.01);
  EXPECT_GT(found.r2(1, 2), 0.3f);
  EXPECT_TRUE(std::isnan(found.r2(1, 0)));
  EXPECT_EQ(found.encoding.folds.size(), 5u);
  EXPECT_EQ(found.encoding.summary.gap_volumes, 4u);
  EXPECT_EQ(found.stories[1].fold, kNoIndex);
  EXPECT_EQ(found.fold_correlation.rows, 10u);
  EXPECT_EQ(fact("held out at a time"), "contiguous parts: fewer than 4 stories");
  EXPECT_EQ(fact("networks predicted"), "1 of 3 (family-wise p <= 0.05)");
}

TEST_F(StoryRidgeStages, ANetworkThatFollowsNeuronsAloneGains) {
  const UniqueVarianceResults found =
      read_unique_variance(run(kUniqueVarianceStage, R"("permutations": 99, "gap_s": 6)"));
  EXPECT_EQ(found.encoding.networks[2].p_fwe, 0.01);
  EXPECT_GT(found.encoding.networks[2].largest.observed, 0.3);
  EXPECT_NEAR(found.r2(1, 2) - found.low_level_r2[2], found.encoding.networks[2].largest.observed,
              1e-6);
  EXPECT_NE(std::find(found.low_level.begin(), found.low_level.end(), "letters"),
            found.low_level.end());
  EXPECT_EQ(found.encoding.summary.nuisance.front(), "intercept");
  EXPECT_FALSE(has(found.encoding.summary.nuisance.back(), "segment"));
  EXPECT_TRUE(has(fact("beyond rhythm"), "neurons add to rhythm in 1 of 3 networks"))
      << fact("beyond rhythm");
}

// What follows the rhythm, and neurons that follow it: nothing is added.
TEST_F(StoryRidgeStages, ANetworkThatIsTheRhythmGainsNothing) {
  const Matrix words = [&] {
    Matrix out(CoupledStory::kVolumes, 1);
    for (const Regressor& r : read_regressors(story.folder / "nuisance"))
      if (r.name == "word_rate")
        for (std::size_t t = 0; t < out.rows; ++t) out(t, 0) = static_cast<float>(r.values[t]);
    return out;
  }();
  for (const char* name : {"pieman", "other"}) {
    Matrix networks = read_npy_matrix(story.folder / "networks" / (std::string(name) + ".npy"));
    const Matrix noise = smooth_noise(CoupledStory::kVolumes, 1, {7, name[0] == 'p' ? 1u : 2u});
    for (std::size_t t = 0; t < networks.rows; ++t)
      networks(t, 2) = 4 * words(t, 0) + 0.3f * noise(t, 0);
    write_npy(story.folder / "networks" / (std::string(name) + ".npy"), networks);
  }
  for (const char* name : {"timecourses", "other"}) {
    Matrix neurons = read_npy_matrix(story.folder / name / "timecourses.npy");
    for (std::size_t t = 0; t < neurons.rows; ++t) neurons(t, 4) += 20 * words(t, 0);
    write_npy(story.folder / name / "timecourses.npy", neurons);
  }
  const UniqueVarianceResults found =
      read_unique_variance(run(kUniqueVarianceStage, R"("permutations": 99, "gap_s": 6)"));
  EXPECT_GT(found.low_level_r2[2], 0.4);
  EXPECT_LT(found.encoding.networks[2].largest.observed, 0.1);
  EXPECT_GT(found.encoding.networks[2].p_fwe, 0.05);
}

TEST_F(StoryRidgeStages, OfTwoTellingsOfOneTextOneIsLeftOut) {
  write(story.tokens, story.folder / "other_tokens");
  const PooledEncodingResults found =
      read_pooled_encoding(run(kPooledEncodingStage, R"("permutations": 1, "gap_s": 0)"));
  ASSERT_EQ(found.stories.size(), 1u);
  EXPECT_EQ(found.stories[0].name, "pieman");
  EXPECT_EQ(fact("left out, as they tell the text of another story"), "other");
}

TEST(GroupsOfNeurons, HeadsAreOfNeuronsThatHaveOne) {
  const std::vector<Neuron> neurons = {{.layer = 1, .head = 0, .label = "L1/hidden1"}};
  EXPECT_EQ(groups_of_neurons(neurons, Features::layer).size(), 1U);
  EXPECT_TRUE(has(error_of([&] { groups_of_neurons(neurons, Features::head); }),
                  "L1/hidden1 belongs to no head; expected layer or all"));
}

TEST_F(StoryRidgeStages, WrongOptionsAreErrors) {
  const auto error = [&](const Stage& stage, const char* more) {
    return error_of([&] { run(stage, more); });
  };
  EXPECT_TRUE(
      has(error(kPooledEncodingStage, R"("penalties": [3, 1])"), "--penalties has 1 at place 2"));
  EXPECT_TRUE(has(error(kUniqueVarianceStage, R"("low_level_penalties": [3, 3])"),
                  "--low-level-penalties has 3 at place 2"));
  EXPECT_TRUE(has(error(kPooledEncodingStage, R"("gap_s": 300)"), "more than 200 away"));
}

}  // namespace
}  // namespace anbn
