// SPDX-License-Identifier: Apache-2.0
// Regressions over all stories: what is found, what is not, and that draws are each one's own.
#include "anbn/analysis/pooled_encoding.h"
#include "anbn/analysis/story_views.h"
#include "anbn/analysis/unique_variance.h"
#include "anbn/core/nan.h"
#include "tests/support/error_of.h"
#include "tests/support/has.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

/// Stories of noise: 12 neurons in two groups, 3 networks, and a low-level regressor that neurons
/// follow.
struct NoiseStories {
  std::vector<StorySeries> stories;
  std::vector<LowLevel> low_level;
  std::vector<NeuronGroup> groups = {{"L1", {0, 1, 2, 3, 4, 5}}, {"L2", {6, 7, 8, 9, 10, 11}}};

  explicit NoiseStories(const std::vector<std::size_t>& volumes, std::uint64_t key = 1) {
    for (std::size_t s = 0; s < volumes.size(); ++s) {
      const std::uint64_t own = 100 * key + 10 * s;
      const std::size_t length = volumes[s];
      StorySeries story{fmt::format("story {}", s), smooth_noise(length, 12, {own, 1}),
                        smooth_noise(length, 3, {own, 2}),
                        make_nuisance(length, cosine_regressors(length, 1.5, 128))};
      const Matrix rhythm = smooth_noise(length, 1, {own, 3});
      Regressor words{"words", {}};
      for (std::size_t t = 0; t < length; ++t) {
        words.values.push_back(rhythm(t, 0));
        for (std::size_t i = 0; i < 12; ++i) story.neurons(t, i) += rhythm(t, 0);
      }
      stories.push_back(std::move(story));
      low_level.push_back({words});
    }
  }

  /// Network `j` follows the regressor, and neuron 7 with the weight `neuron`.
  void couple(std::size_t j, float rhythm, float neuron) {
    for (std::size_t s = 0; s < stories.size(); ++s)
      for (std::size_t t = 0; t < stories[s].networks.rows; ++t)
        stories[s].networks(t, j) += rhythm * static_cast<float>(low_level[s][0].values[t]) +
                                     neuron * stories[s].neurons(t, 7);
  }
};

StoryRidgeOptions few_draws(std::int64_t permutations) {
  StoryRidgeOptions options;
  options.permutations = permutations;
  options.penalties = {1, 30, 1000};
  return options;
}

UniqueVarianceOptions few_gain_draws(std::int64_t permutations) {
  UniqueVarianceOptions options;
  static_cast<StoryRidgeOptions&>(options) = few_draws(permutations);
  return options;
}

PooledEncoding encoded(const NoiseStories& in, const StoryRidgeOptions& options, int threads = 2) {
  OwnMachine machine("cpu", threads);
  return encode_stories(views_of(in.stories), in.groups, options, 1.5, machine);
}

UniqueVariance gains(const NoiseStories& in, const UniqueVarianceOptions& options,
                     int threads = 2) {
  OwnMachine machine("cpu", threads);
  return unique_variance(views_of(in.stories), in.low_level, in.groups, options, 1.5, machine);
}

TEST(PooledEncoding, HoldsOutWholeStoriesAndFindsWhatANetworkFollows) {
  NoiseStories in({60, 80, 70, 90, 60});
  in.couple(1, 0, 0.7f);
  const PooledEncoding found = encoded(in, few_draws(99));
  ASSERT_EQ(found.encoding.folds.size(), 5u);
  EXPECT_EQ(found.stories[2].fold, 2u);
  EXPECT_EQ(found.encoding.folds[2].held_out.front(), 140u);
  EXPECT_EQ(found.encoding.folds[2].training.size(), 290u);
  EXPECT_EQ(found.encoding.plan.gap, 0u);
  EXPECT_EQ(found.encoding.tests.best[1], 1u);
  EXPECT_EQ(found.encoding.tests.p_fwe[1], 0.01);
  EXPECT_EQ(found.encoding.tests.global.p, 0.01);
  EXPECT_GT(found.r2(1, 1), 0.2f);
  EXPECT_GT(found.encoding.tests.networks[0].p, 0.02);
  double mean = 0;
  for (std::size_t f = 0; f < 5; ++f) mean += found.fold_correlation(5 + f, 1) / 5.0;
  EXPECT_NEAR(mean, found.encoding.tests.networks[1].observed, 0.1);
}

TEST(PooledEncoding, MoreStoriesThanFoldsAreHeldOutInRuns) {
  StoryRidgeOptions options = few_draws(1);
  options.folds = 3;
  const PooledEncoding found = encoded(NoiseStories({40, 40, 40, 40, 40}), options);
  ASSERT_EQ(found.encoding.folds.size(), 3u);
  EXPECT_EQ(found.stories[0].fold, 0u);
  EXPECT_EQ(found.stories[1].fold, 1u);
  EXPECT_EQ(found.stories[4].fold, 2u);
}

TEST(PooledEncoding, ADrawIsTheSameHoweverManyAndWithAnyThreads) {
  const NoiseStories in({50, 60, 50, 70});
  const PooledEncoding many = encoded(in, few_draws(300), 1);
  EXPECT_EQ(encoded(in, few_draws(300), 3).encoding.tests.global.null_mean,
            many.encoding.tests.global.null_mean);
  const double one = encoded(in, few_draws(1)).encoding.tests.global.null_mean;
  const double two = encoded(in, few_draws(2)).encoding.tests.global.null_mean;
  EXPECT_NE(one, 2 * two - one);
  // A further story changes nothing about the draws of the others, and everything about the fit.
  EXPECT_EQ(encoded(in, few_draws(1)).encoding.tests.global.null_mean, one);
}

TEST(PooledEncoding, WhatCannotBeTestedIsNaN) {
  NoiseStories in({50, 60, 50, 70});
  for (std::size_t t = 0; t < 60; ++t) {
    in.stories[1].networks(t, 0) = 3;
    for (std::size_t i = 0; i < 6; ++i) in.stories[1].neurons(t, i) = 1;
  }
  const PooledEncoding found = encoded(in, few_draws(9));
  EXPECT_TRUE(std::isnan(found.encoding.tests.networks[0].p));
  EXPECT_TRUE(std::isnan(found.encoding.tests.p_fwe[0]));
  EXPECT_EQ(found.encoding.tests.groups[0].usable, 0u);
  EXPECT_TRUE(std::isnan(found.r2(0, 1)));
  EXPECT_TRUE(std::isfinite(found.r2(1, 1)));
  EXPECT_EQ(found.encoding.tests.tested, 2u);
  for (std::size_t t = 0; t < 60; ++t)
    for (std::size_t j = 0; j < 3; ++j) in.stories[1].networks(t, j) = 3;
  EXPECT_TRUE(std::isnan(encoded(in, few_draws(9)).encoding.tests.global.p));
  EXPECT_TRUE(std::isnan(gains(in, few_gain_draws(9)).encoding.tests.global.p));
}

TEST(UniqueVariance, NeuronsGainWhereANetworkFollowsThemAndNotWhereItFollowsTheRhythm) {
  NoiseStories in({60, 80, 70, 90, 60});
  in.couple(0, 2, 0);
  in.couple(1, 1, 0.7f);
  const UniqueVariance found = gains(in, few_gain_draws(99));
  EXPECT_EQ(found.low_level, std::vector<std::string>{"words"});
  EXPECT_GT(found.low_level_r2[0], 0.5);
  EXPECT_GT(found.encoding.tests.p_fwe[0], 0.05);
  EXPECT_LT(found.encoding.tests.networks[0].observed, 0.03);
  EXPECT_EQ(found.encoding.tests.best[1], 1u);
  EXPECT_EQ(found.encoding.tests.p_fwe[1], 0.01);
  EXPECT_GT(found.encoding.tests.networks[1].observed, 0.05);
  // Without keeping the rhythm in draws the first network would gain as well: it is encoded.
  EXPECT_EQ(encoded(in, few_draws(99)).encoding.tests.p_fwe[0], 0.01);
}

TEST(UniqueVariance, HasTheSameBytesWithAnyThreads) {
  const NoiseStories in({50, 60, 50, 70});
  const UniqueVariance one = gains(in, few_gain_draws(200), 1),
                       three = gains(in, few_gain_draws(200), 3);
  EXPECT_EQ(one.encoding.tests.global.null_mean, three.encoding.tests.global.null_mean);
  EXPECT_EQ(one.fold_gain, three.fold_gain);
  EXPECT_EQ(one.low_level_penalty, three.low_level_penalty);
}

// No regressor is left: all that neurons predict is gained.
TEST(UniqueVariance, WithoutARegressorTheGainIsAllOfR2) {
  NoiseStories in({50, 60, 50, 70});
  for (LowLevel& story : in.low_level) story[0].values.assign(story[0].values.size(), 2);
  const UniqueVariance found = gains(in, few_gain_draws(3));
  EXPECT_TRUE(found.low_level.empty());
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_EQ(found.low_level_r2[j], 0);
    EXPECT_NEAR(found.r2(0, j), found.encoding.tests.groups[0].networks[j].observed, 1e-6);
    EXPECT_NEAR(found.r2(0, j), encoded(in, few_draws(1)).r2(0, j), 1e-6);
  }
}

TEST(UniqueVariance, ARegressorOfOneStoryIsZeroInTheOthers) {
  NoiseStories in({50, 60, 50, 70});
  Regressor sound{"sound", {}};
  for (std::size_t t = 0; t < 60; ++t)
    sound.values.push_back(std::sin(0.3 * static_cast<double>(t)));
  in.low_level[1].push_back(sound);
  EXPECT_EQ(gains(in, few_gain_draws(1)).low_level, (std::vector<std::string>{"words", "sound"}));
  in.low_level[1][1].values.pop_back();
  EXPECT_TRUE(has(error_of([&] { gains(in, few_gain_draws(1)); }),
                  "story 1: low-level regressor sound has 59 values"));
}

// A smaller version of tests/study/unique_variance_level.py. Of 80 independent analyses more than
// 11 are called at 0.05 with a probability below 0.002 if the test is exact.
TEST(UniqueVariance, IsCalledAsOftenAsItSaysWhereAllFollowTheRhythm) {
  std::size_t called = 0;
  for (std::size_t n = 0; n < 80; ++n) {
    NoiseStories in({40, 50, 40, 60}, 7 + n);
    for (std::size_t j = 0; j < 3; ++j) in.couple(j, 0.6f, 0);
    UniqueVarianceOptions options = few_gain_draws(39);
    options.seed = static_cast<std::int64_t>(n);
    called += gains(in, options).encoding.tests.global.p <= 0.05;
  }
  EXPECT_LE(called, 11u);
}

}  // namespace
}  // namespace anbn
