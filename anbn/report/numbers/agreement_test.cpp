// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/agreement.h"

#include "anbn/core/nan.h"
#include "anbn/report/example_report.h"
#include "anbn/report/numbers/model_pairs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace anbn {
namespace {

constexpr std::size_t kDraws = 99, kNetworks = 20;

/// Profiles of two models that hear the same words: in every row they share half of their noise.
/// What couples is on top of the first row of both.
std::pair<NetworkProfile, NetworkProfile> two_models(unsigned seed, double coupling) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  NetworkProfile a{Matrix(kDraws + 1, kNetworks), Matrix(kDraws + 1, kNetworks)}, b = a;
  for (std::size_t j = 0; j < kNetworks; ++j) {
    const double scale = 0.1 + 0.05 * static_cast<double>(j);  // smooth networks vary more
    const double own = coupling * normal(random);
    for (std::size_t d = 0; d <= kDraws; ++d) {
      const double shared = normal(random), on_top = d == 0 ? own : 0;
      a.largest(d, j) = static_cast<float>(scale * (3 + shared + normal(random) + on_top));
      b.largest(d, j) = static_cast<float>(scale * (3 + shared + normal(random) + on_top));
    }
  }
  return {a, b};
}

double called(double coupling) {
  constexpr unsigned kAnalyses = 400;
  unsigned count = 0;
  for (unsigned seed = 1; seed <= kAnalyses; ++seed) {
    const auto [a, b] = two_models(seed, coupling);
    count += agreement(a, b).largest.noise.p <= 0.05;
  }
  return count / static_cast<double>(kAnalyses);
}

TEST(Agreement, IsCalledInOneOfTwentyWhereOnlyNoiseIsShared) {
  EXPECT_NEAR(called(0), 0.05, 0.035);  // three standard errors
}

TEST(Agreement, IsFoundWhereBothCoupleWithTheSameNetworks) { EXPECT_GT(called(2), 0.8); }

TEST(Agreement, HoldsWhatNoiseThatBothHearMakesAlike) {
  const auto [a, b] = two_models(7, 0);
  // Half of the variance is shared; the common mean of each network is taken out.
  EXPECT_NEAR(agreement(a, b).largest.noise.mean, 0.5, 0.1);
}

TEST(Agreement, OfANetworkThatCannotBeTestedNothingIsTaken) {
  auto [a, b] = two_models(3, 2);
  for (std::size_t d = 0; d <= kDraws; ++d) a.largest(d, 0) = kFloatNan;
  EXPECT_FALSE(std::isnan(agreement(a, b).largest.observed));
  for (std::size_t j = 0; j < kNetworks - 2; ++j)
    for (std::size_t d = 0; d <= kDraws; ++d) a.largest(d, j) = kFloatNan;
  EXPECT_TRUE(std::isnan(agreement(a, b).largest.observed));
  EXPECT_TRUE(std::isnan(agreement(a, b).largest.noise.p));
}

TEST(Agreement, CountsTheNeuronsThatEachNetworkAnchors) {
  const NetworkProfile profile = network_profile(example_session().input);
  // Partial: neurons 1 to 3 have networks 1, 2, 3; the fourth is constant.
  ASSERT_EQ(profile.anchored.rows, 3u);
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_FLOAT_EQ(profile.anchored(0, j), 1 / 3.0f);
    EXPECT_FLOAT_EQ(profile.anchored(2, j), j == 2 ? 1.0f : 0.0f);
  }
  EXPECT_FLOAT_EQ(profile.largest(1, 1), 0.40f);
}

TEST(ModelPairs, AreAllTwoVariantsOfAStoryAndTheUntrainedOne) {
  Report report;
  report.sessions = {example_session(), example_session()};
  report.sessions[1].variant = "max";
  report.untrained = {example_session()};
  report.untrained[0].variant = "untrained";
  report.sessions[0].networks_named = {0, 2};
  report.sessions[1].networks_named = {1, 2};
  const std::vector<ModelPair> pairs = model_pairs(report);
  ASSERT_EQ(pairs.size(), 3u);
  EXPECT_EQ(pairs[0].first->variant + pairs[0].second->variant, "mainmax");
  EXPECT_EQ(pairs[0].named_in_both, 1u);
  EXPECT_EQ(pairs[2].first->variant + pairs[2].second->variant, "maxuntrained");
}

}  // namespace
}  // namespace anbn
