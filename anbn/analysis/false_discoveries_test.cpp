// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/false_discoveries.h"

#include "anbn/analysis/significance.h"
#include "anbn/core/random.h"
#include "anbn/stats/draws/passing.h"
#include "tests/support/machine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

/// Counts of 39 draws, in draw d of which d % 8 neurons and d networks pass the first threshold.
PermutationCounts counts_of_39() {
  PermutationCounts counts;
  counts.neurons.thresholds = counts.networks.thresholds = std::vector<double>(kThresholds, 1.5);
  counts.neurons.thresholds[0] = counts.networks.thresholds[0] = 0.2;
  counts.neurons.thresholds[1] = 0.5;
  counts.neurons.largest = {0.1f, 0.2f, 0.3f, 0.4f};
  counts.networks.largest = {0.1f};
  counts.drawn.passing = Matrix(39, 2 * kThresholds);
  for (std::size_t d = 0; d < 39; ++d) {
    counts.drawn.passing(d, 0) = static_cast<float>(d % 8);
    counts.drawn.passing(d, kThresholds) = static_cast<float>(d);
  }
  return counts;
}

TEST(FalseDiscoveries, CountTheObservedArrangementAmongTheDraws) {
  const FalseDiscoveries of = false_discoveries(counts_of_39());
  ASSERT_EQ(of.neurons.size(), 2u);  // thresholds above 1 are left out
  EXPECT_EQ(of.neurons[0].threshold, 0.2);
  EXPECT_EQ(of.neurons[0].found, 3u);
  EXPECT_DOUBLE_EQ(of.neurons[0].expected, (4 * 28 + 21 + 3) / 40.0);
  EXPECT_EQ(of.neurons[0].upper_95, 7u);
  EXPECT_DOUBLE_EQ(of.neurons[0].share(), 1);
  EXPECT_EQ(of.neurons[1].found, 0u);
  EXPECT_EQ(of.neurons[1].expected, 0);
  EXPECT_TRUE(std::isnan(of.neurons[1].share()));
  ASSERT_EQ(of.networks.size(), 1u);
  // The 38th of 0 .. 38: it is exceeded by one draw, and with the observed one that is 2 of 40.
  EXPECT_EQ(of.networks[0].upper_95, 37u);
}

TEST(FalseDiscoveries, BoundNothingWithTooFewDraws) {
  PermutationCounts counts = counts_of_39();
  counts.drawn.passing = Matrix(18, 2 * kThresholds);
  EXPECT_EQ(false_discoveries(counts).neurons[0].upper_95, 4u);
  counts.drawn.passing = Matrix(19, 2 * kThresholds);
  EXPECT_EQ(false_discoveries(counts).neurons[0].upper_95, 0u);
  EXPECT_DOUBLE_EQ(false_discoveries(counts).neurons[0].share(), 1 / 20.0);
}

TEST(FalseDiscoveries, OfNothingAreNone) {
  EXPECT_TRUE(false_discoveries({}).neurons.empty());
  EXPECT_EQ(rarely_passed({}, 100), nullptr);
}

TEST(FalseDiscoveries, TheDrawsAloneChooseTheThreshold) {
  const std::vector<PassedThreshold> rows = {{0.1, 0, 5, 30}, {0.2, 90, 4, 2}, {0.3, 80, 1, 1}};
  EXPECT_EQ(rarely_passed(rows, 250)->threshold, 0.2);
  EXPECT_EQ(rarely_passed(rows, 30)->threshold, 0.3);
  EXPECT_EQ(rarely_passed(rows, 3000)->threshold, 0.1);
  EXPECT_EQ(rarely_passed({rows[0]}, 30), nullptr);
}

/// How often more neurons pass than the bound, at the threshold that the draws choose, in noise
/// whose neurons share half of their variance; and what is found and expected over all thresholds.
struct OnNoise {
  int exceeded = 0;
  double found = 0, expected = 0;
};
OnNoise on_noise(int analyses) {
  OwnMachine machine("cpu", 1);
  OnNoise out;
  for (int a = 0; a < analyses; ++a) {
    const auto seed = static_cast<std::uint64_t>(a);
    const auto normals = [&](const char* purpose, std::size_t cols) {
      Matrix x(60, cols);
      for (std::size_t k = 0; k < x.values.size(); ++k)
        x.values[k] = static_cast<float>(normal(random_key(seed, purpose), k));
      return x;
    };
    Matrix neurons = normals("neurons", 40);
    const Matrix shared = normals("shared", 1), networks = normals("networks", 6);
    for (std::size_t t = 0; t < 60; ++t)
      for (float& v : neurons.row(t)) v += shared(t, 0);
    const Anchoring anchoring =
        anchors_of(correlation_matrix(neurons, networks, machine), Delta::signed_value);
    TestPlan plan;
    plan.permutations = 99;
    plan.seed = seed;
    const NullTests tests = test_against_null(neurons, networks, anchoring, {}, plan, machine);
    const auto& rows = tests.false_discoveries.neurons;
    const PassedThreshold* row = rarely_passed(rows, 40);
    if (row != nullptr) out.exceeded += row->found > row->upper_95;
    for (const PassedThreshold& r : rows) {
      out.found += static_cast<double>(r.found);
      out.expected += r.expected;
    }
  }
  return out;
}

TEST(FalseDiscoveries, HoldTheirBoundOnNoiseThatNeuronsShare) {
  constexpr int kAnalyses = 300;
  const OnNoise noise = on_noise(kAnalyses);
  // 5 % and three standard errors.
  EXPECT_LE(noise.exceeded, kAnalyses * 0.05 + 3 * std::sqrt(kAnalyses * 0.05 * 0.95));
  EXPECT_GT(noise.exceeded, 0);
  EXPECT_NEAR(noise.found / noise.expected, 1, 0.05);
}

}  // namespace
}  // namespace anbn
