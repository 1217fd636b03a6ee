// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/pooled.h"
#include "anbn/results/tokens.h"
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/results_parts.h"
#include "tests/support/same_bits.h"
#include "tests/support/tiny_stages.h"
#include "tests/support/two_stories.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {

extern const Stage kPooledStage;

namespace {

namespace fs = std::filesystem;

class PooledStage : public testing::Test {
 protected:
  void SetUp() override {
    story.make_nuisance(R"("nuisance": "drift")", workshop.context);
    fs::copy(story.folder / "tokens", story.folder / "other_tokens");
    TokensResults other = story.tokens;
    for (std::size_t w = 0; w < other.words.size(); ++w)
      other.words[w].text = fmt::format("other{}", w);
    write(other, story.folder / "other_tokens");
  }
  PooledResults run(const std::string& more) {
    const fs::path out = story.folder / "pooled";
    fs::remove_all(out);
    fs::create_directories(out);
    const std::string tokens = fmt::format(R"("tokens": ["{0}/tokens", "{0}/other_tokens"], )",
                                           story.folder.path().string());
    kPooledStage.run(kPooledStage.resolve(story.options_of_both(tokens + more)), out,
                     workshop.context);
    return read_pooled(out);
  }
  static const NullTests& calibrated(const PooledResults& results) {
    return results.together.tests.of(NullRole::calibrated).tests;
  }

  TwoStories story;
  TinyWorkshop workshop{story.folder / "hashes.tsv"};
};

TEST_F(PooledStage, FindsThePairThatBothStoriesHave) {
  const PooledResults found = run(R"("permutations": 99, "noise_draws": 10)");
  const GlobalTest& global = calibrated(found).global;
  EXPECT_EQ(global.neuron, 4u);
  EXPECT_EQ(global.network, 2u);
  EXPECT_EQ(global.p, 0.01);
  EXPECT_EQ(found.together.summary.global.pair, "L2H1D5-BN3");
  EXPECT_EQ(found.together.summary.family,
            "all stories: 8 of 9 neurons are one family, 3 of 4 networks another");
  ASSERT_EQ(found.stories.size(), 2u);
  for (const PooledStory& part : found.stories) {
    EXPECT_EQ(part.volumes, CoupledStory::kVolumes);
    EXPECT_EQ(part.share, 0.5);
    EXPECT_NEAR(part.largest_pair, global.observed, 1e-5);
  }
  EXPECT_EQ(found.stories[1].name, "other");
  // The same correlations backwards: their mean is that of each.
  const Matrix alone = correlation_matrix(story.neurons, story.networks, workshop.context.machine);
  for (std::size_t k = 0; k < alone.values.size(); ++k)
    EXPECT_TRUE(std::isnan(alone.values[k])
                    ? std::isnan(found.correlation.values[k])
                    : std::abs(found.correlation.values[k] - alone.values[k]) < 1e-6);
  EXPECT_EQ(found.together.anchoring.neurons[1].index, kNoIndex);  // is constant
  EXPECT_EQ(found.together.tests.noise.neuron_correlation.rows, 10u);
  const auto& facts = workshop.notes.facts;
  EXPECT_NE(
      std::find(facts.begin(), facts.end(), std::pair<std::string, std::string>("volumes", "160")),
      facts.end());
}

TEST_F(PooledStage, TellsHowStoriesChangePlaces) {
  const PooledResults found = run(R"("permutations": 9, "noise_draws": 0)");
  const TestedNull& others = found.together.tests.of(NullRole::together);
  EXPECT_EQ(others.tests.draws, 1u);
  EXPECT_EQ(others.tests.global.p, 0.5);
  EXPECT_EQ(others.tests.neurons.max_p[4], 0.5);
  const OtherStoriesSummary& summary = *found.together.summary.other_stories;
  EXPECT_EQ(summary.none, "");
  EXPECT_EQ(summary.stories, 2u);
  EXPECT_EQ(summary.volumes, 2 * CoupledStory::kVolumes);
  EXPECT_EQ(summary.largest_share, 0.5);
  EXPECT_FALSE(summary.decides);
  EXPECT_EQ(found.together.summary.global.p, calibrated(found).global.p);
  EXPECT_EQ(found.together.summary.nulls[2].remark,
            "there are 1 different draws only: each was made once, and no p below 1/2 exists");
  const auto& facts = workshop.notes.facts;
  EXPECT_EQ(facts.back().second, "2 stories change places over 160 volumes, pieman 50.0 % of them");
}

TEST_F(PooledStage, SaysWhyNoStoriesChangePlaces) {
  write_file(story.folder / "other_tokens/stage.json",
             R"({"stage": "tokens", "options": {"tr_s": 2}})");
  const PooledResults found = run(R"("permutations": 9, "noise_draws": 0)");
  EXPECT_EQ(found.together.tests.nulls.size(), 2u);
  EXPECT_EQ(found.together.summary.other_stories->none,
            "pieman has a TR of 1.5 s and other one of 2 s, so their volumes cannot be laid beside "
            "each other");
  write(story.tokens, story.folder / "other_tokens");
  const PooledResults same = run(R"("permutations": 9, "noise_draws": 0)");
  EXPECT_EQ(same.together.summary.other_stories->none, "all stories are told by the same words");
  EXPECT_EQ(same.stories[1].same_text_as, "pieman");
  EXPECT_EQ(same.stories[1].other_volumes, 0u);
}

TEST_F(PooledStage, ACouplingOfOneStoryCountsWithItsShare) {
  Matrix networks = read_npy_matrix(story.folder / "networks/other.npy");
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t)
    networks(t, 2) = static_cast<float>(normal({8, 8}, t));
  write_npy(story.folder / "networks/other.npy", networks);
  const Machine& machine = workshop.context.machine;
  const Matrix other_neurons = read_npy_matrix(story.folder / "other/timecourses.npy");
  const float first = correlation_matrix(story.neurons, story.networks, machine)(4, 2),
              other = correlation_matrix(other_neurons, networks, machine)(4, 2);
  const PooledResults found = run(R"("permutations": 9, "noise_draws": 0)");
  EXPECT_GT(first, 0.7f);
  EXPECT_LT(std::abs(other), 0.4f);
  EXPECT_NEAR(found.correlation(4, 2), (first + other) / 2, 1e-6);
  EXPECT_NEAR(calibrated(found).global.observed,
              (found.stories[0].largest_pair + found.stories[1].largest_pair) / 2, 1e-5);
}

TEST_F(PooledStage, CountsStoriesWithTheirReliability) {
  Matrix networks = read_npy_matrix(story.folder / "networks/other.npy");
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t)
    networks(t, 2) = static_cast<float>(normal({8, 8}, t));
  write_npy(story.folder / "networks/other.npy", networks);
  const std::string draws = R"("permutations": 9, "noise_draws": 0)";
  const PooledResults half = run(draws),
                      found = run(draws +
                                  R"(, "story_weights": "reliability", "reliability": [0.9, 0.3])");
  EXPECT_FALSE(half.stories[0].reliability);
  EXPECT_EQ(found.stories[1].reliability, 0.3);
  EXPECT_NEAR(found.stories[0].share, 0.75, 1e-15);
  EXPECT_NEAR(calibrated(found).global.observed,
              0.75 * found.stories[0].largest_pair + 0.25 * found.stories[1].largest_pair, 1e-5);
  EXPECT_GT(found.correlation(4, 2), half.correlation(4, 2) + 0.1f);
  EXPECT_NEAR(found.together.summary.other_stories->largest_share, 0.75, 1e-15);
  EXPECT_EQ(workshop.notes.facts.back().second,
            "2 stories change places over 160 volumes, pieman 75.0 % of the weight");
  for (const auto& [options, words] :
       {std::pair(R"("story_weights": "reliability", "reliability": [0.9])",
                  "--reliability has 1 numbers and --story-weights is reliability; expected one "
                  "for each of the 2 stories"),
        std::pair(R"("reliability": [0.9, 0.3])",
                  "--reliability has 2 numbers and --story-weights is length; expected none"),
        std::pair(R"("story_weights": "reliability", "reliability": [0.9, 0])",
                  "--reliability is 0; expected more than 0")}) {
    const std::string error = error_of([&] { run(options); });
    EXPECT_NE(error.find(words), std::string::npos) << error;
  }
}

TEST_F(PooledStage, AddsDrawsToThoseOfAnEarlierResult) {
  const PooledResults whole = run(R"("permutations": 300, "noise_draws": 5)");
  run(R"("permutations": 120, "noise_draws": 5)");
  fs::rename(story.folder / "pooled", story.folder / "earlier");
  workshop.context.earlier = story.folder / "earlier";
  EXPECT_TRUE(same_bits(run(R"("permutations": 300, "noise_draws": 5)"), whole));
  // That they were used shows where they are wrong.
  NpyIntegers counts = read_npy_int32(story.folder / "earlier/draws/phase_counts.npy");
  for (auto& count : counts.values) count = 120;
  write_npy_int32(story.folder / "earlier/draws/phase_counts.npy", counts.values, counts.rows,
                  counts.cols);
  EXPECT_EQ(calibrated(run(R"("permutations": 300, "noise_draws": 5)")).neurons.max_p[4],
            121 / 301.0);
}

TEST_F(PooledStage, SaysWhereNothingCouldBeTested) {
  write_npy(story.folder / "networks/other.npy",
            Matrix(CoupledStory::kVolumes, CoupledStory::kNetworks));
  const PooledResults found = run(R"("permutations": 9, "noise_draws": 3)");
  EXPECT_FALSE(found.together.summary.global.pair);
  EXPECT_TRUE(std::isnan(found.stories[0].largest_pair));
  EXPECT_NE(workshop.notes.warnings.back().find("nothing could be tested"), std::string::npos);
}

TEST_F(PooledStage, StoriesThatDoNotFitAreErrors) {
  EXPECT_NE(error_of([&] { run(R"("permutations": 0)"); }).find("--permutations is 0"),
            std::string::npos);
  EXPECT_NE(error_of([&] { run(R"("nulls": ["wrong-story"])"); }).find("unknown option --nulls"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              kPooledStage.resolve(
                  R"({"stories": ["a", "b"], "timecourses": ["x"], "coupling": ["x", "y"],
                                       "nuisance": ["x", "y"], "tokens": ["x", "y"],
                                       "networks": "n"})");
            }).find("--timecourses has 1 folders; expected one for each of the 2 stories"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              kPooledStage.resolve(
                  R"({"stories": ["a", "b"], "timecourses": ["x", "y"], "coupling": ["x", "y"],
                      "nuisance": ["x", "y"], "tokens": ["x"], "networks": "n"})");
            }).find("--tokens has 1 folders; expected one for each of the 2 stories"),
            std::string::npos);
  EXPECT_NE(
      error_of([&] {
        kPooledStage.resolve(
            R"({"stories": ["a"], "timecourses": ["x"], "coupling": ["x"], "nuisance": ["x"], "tokens": ["x"], "networks": "n"})");
      }).find("--stories has 1 name; expected two or more"),
      std::string::npos);
  write_neurons(std::vector<Neuron>(CoupledStory::kNeurons, {1, 9, 9, "L9H9D9"}),
                story.folder / "other");
  EXPECT_NE(error_of([&] { run(R"("permutations": 9)"); }).find("other neurons than"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
