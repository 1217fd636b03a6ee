// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/ridge_significance.h"
#include "anbn/core/nan.h"
#include "tests/support/error_of.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kRidgeVolumes = 120;

class RidgeTest : public testing::Test {
 protected:
  RidgeTest() { plan.ridge = {4, 3, 5, {0.1, 1, 10, 100}}; }

  RidgeTests test(const Matrix& x, const Matrix& y) const {
    const Nuisance nuisance =
        make_nuisance(kRidgeVolumes, cosine_regressors(kRidgeVolumes, 1.5, 128));
    return test_ridge(x, y, groups, nuisance, plan, {*backend, *threads, progress});
  }

  RidgeTestPlan plan;
  std::vector<NeuronGroup> groups = {{"L1", {0, 1, 2, 3, 4, 5}}, {"L2", {6, 7, 8, 9, 10, 11}}};
  Matrix neurons = smooth_noise(kRidgeVolumes, 12, {1, 9}),
         networks = smooth_noise(kRidgeVolumes, 3, {2, 9});
  std::unique_ptr<Backend> backend = make_backend("cpu", "auto");
  std::unique_ptr<Threads> threads = std::make_unique<Threads>(2);
  mutable SilentProgress progress;
};

TEST_F(RidgeTest, FindsTheLayerThatANetworkFollows) {
  for (std::size_t t = 0; t < kRidgeVolumes; ++t)
    networks(t, 1) = neurons(t, 7) - neurons(t, 9) + 0.5f * networks(t, 1);
  plan.permutations = 199;
  const RidgeTests tests = test(neurons, networks);
  EXPECT_EQ(tests.best[1], 1u);
  EXPECT_GT(tests.networks[1].observed, 0.6);
  EXPECT_EQ(tests.networks[1].p, 1 / 200.0);
  EXPECT_EQ(tests.global.p, 1 / 200.0);
  EXPECT_EQ(tests.groups[1].best, 1u);
  EXPECT_EQ(tests.groups[1].p_fwe[1], 1 / 200.0);
  EXPECT_EQ(tests.groups[1].networks[1].observed, tests.networks[1].observed);
  EXPECT_GT(tests.groups[0].networks[1].p, 0.02);
  EXPECT_LT(tests.groups[1].largest.null_95, 0.6);
  EXPECT_EQ(tests.tested, 6u);
}

TEST_F(RidgeTest, ADrawIsTheSameHoweverManyAndWithAnyThreads) {
  plan.permutations = 200;
  const RidgeTests many = test(neurons, networks);
  threads = std::make_unique<Threads>(1);
  EXPECT_EQ(test(neurons, networks).global.null_mean, many.global.null_mean);
  plan.permutations = 1;
  const double first = test(neurons, networks).groups[0].networks[2].null_mean;
  plan.permutations = 2;
  const double two = test(neurons, networks).groups[0].networks[2].null_mean;
  const double second = 2 * two - first;
  plan.permutations = 1;
  EXPECT_EQ(test(neurons, networks).groups[0].networks[2].null_mean, first);
  EXPECT_NE(second, first);
}

TEST_F(RidgeTest, SeriesThatCannotBeTestedHaveNoP) {
  for (std::size_t t = 0; t < kRidgeVolumes; ++t) {
    networks(t, 0) = 3;
    for (std::size_t i = 6; i < 12; ++i) neurons(t, i) = 1;
    neurons(t, 2) = kFloatNan;
  }
  plan.permutations = 19;
  const RidgeTests tests = test(neurons, networks);
  EXPECT_TRUE(std::isnan(tests.networks[0].p));
  EXPECT_TRUE(std::isnan(tests.q[0]));
  EXPECT_EQ(tests.best[0], kNoIndex);
  EXPECT_EQ(tests.groups[0].usable, 5u);
  EXPECT_EQ(tests.groups[1].usable, 0u);
  EXPECT_TRUE(std::isnan(tests.groups[1].networks[1].p));
  EXPECT_TRUE(std::isnan(tests.groups[1].mean.p));
  EXPECT_TRUE(std::isnan(tests.groups[1].penalty[1]));
  EXPECT_TRUE(std::isfinite(tests.groups[0].networks[1].p));
  EXPECT_EQ(tests.tested, 2u);
}

TEST_F(RidgeTest, NothingToTestIsSaidSo) {
  const RidgeTests no_networks = test(neurons, Matrix(kRidgeVolumes, 2));
  EXPECT_TRUE(std::isnan(no_networks.global.p));
  EXPECT_EQ(no_networks.tested, 0u);
  const RidgeTests no_neurons = test(Matrix(kRidgeVolumes, 12), networks);
  EXPECT_TRUE(std::isnan(no_neurons.global.p));
  EXPECT_TRUE(std::isnan(no_neurons.networks[1].p));
}

TEST_F(RidgeTest, IdenticalNetworksHaveIdenticalTests) {
  for (std::size_t t = 0; t < kRidgeVolumes; ++t) networks(t, 2) = networks(t, 0);
  plan.permutations = 49;
  const RidgeTests tests = test(neurons, networks);
  EXPECT_EQ(tests.networks[0].p, tests.networks[2].p);
  EXPECT_NEAR(tests.networks[0].observed, tests.networks[2].observed, 1e-6);
}

// The other stories lack network 0: what is left of a draw must not compete for it.
TEST_F(RidgeTest, ADrawThatLacksANetworkCountsAsHavingReachedEverything) {
  for (std::size_t t = 0; t < kRidgeVolumes; ++t) networks(t, 1) = neurons(t, 7);
  plan.null = "wrong-story";
  plan.sources.other_stories = [] {
    std::vector<Matrix> others = {smooth_noise(kRidgeVolumes, 3, {3, 9}),
                                  smooth_noise(kRidgeVolumes, 3, {4, 9})};
    for (Matrix& other : others)
      for (std::size_t t = 0; t < kRidgeVolumes; ++t) other(t, 0) = 1;
    return others;
  };
  const RidgeTests tests = test(neurons, networks);
  EXPECT_EQ(tests.groups[1].networks[1].p, 1 / 3.0);
  EXPECT_EQ(tests.groups[1].networks[0].p, 1);
  EXPECT_EQ(tests.groups[1].largest.p, 1);
  EXPECT_EQ(tests.groups[1].mean.p, 1);
  EXPECT_EQ(tests.global.p, 1);
}

// Shifts by one, two or three periods are what was observed, whatever the last bit says.
TEST_F(RidgeTest, TiesCountAgainstTheObserved) {
  for (std::size_t t = 30; t < kRidgeVolumes; ++t)
    for (std::size_t j = 0; j < 3; ++j) networks(t, j) = networks(t - 30, j);
  plan.null = "circular-shift";
  plan.sources.min_shift_s = 30;
  const RidgeTests tests = test(neurons, networks);
  EXPECT_EQ(tests.permutations, 61u);
  EXPECT_GE(tests.global.p, 4 / 62.0);
  for (const GroupTests& group : tests.groups)
    for (const AgainstDraws& network : group.networks) EXPECT_GE(network.p, 4 / 62.0);
}

TEST_F(RidgeTest, RefusesOtherLengthsAndNoPermutations) {
  EXPECT_NE(
      error_of([&] { test(neurons, Matrix(kRidgeVolumes + 1, 2)); }).find("expected the same"),
      std::string::npos);
  plan.permutations = 0;
  EXPECT_NE(error_of([&] { test(neurons, networks); }).find("permutations is 0"),
            std::string::npos);
}

// A smaller version of tests/study/encoding_noise.py. 120 independent analyses: rejecting more
// than 14 of them at 0.05 has a probability below 0.002 if the test is exact.
TEST_F(RidgeTest, RejectsSmoothNoiseAsOftenAsItSays) {
  plan.permutations = 39;
  plan.ridge = {3, 2, 5, {1, 10, 100}};
  std::size_t rejected = 0;
  constexpr std::size_t kAnalyses = 120;
  for (std::size_t n = 0; n < kAnalyses; ++n) {
    plan.seed = n;
    rejected += test(smooth_noise(kRidgeVolumes, 12, {100 + 2 * n, 9}),
                     smooth_noise(kRidgeVolumes, 2, {101 + 2 * n, 9}))
                    .global.p <= 0.05;
  }
  EXPECT_LE(rejected, 14u);
  EXPECT_GE(rejected, 1u);
}

}  // namespace
}  // namespace anbn
