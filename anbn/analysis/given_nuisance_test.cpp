// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/given_nuisance.h"

#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kWaveVolumes = 60;

/// Orthogonal waves of norm 1, k = 0 (constant), 1, 2, ...
double wave(std::size_t k, std::size_t t) {
  return cosine_regressors(kWaveVolumes, 1, 2)[k].values[t];
}

/// Neurons: the sum of a wave of the set and one outside; the set's wave alone; constant.
/// Networks: the same wave outside, and the set's, negative.
struct GivenNuisanceTest : testing::Test {
  GivenNuisanceTest() {
    for (std::size_t t = 0; t < kWaveVolumes; ++t) {
      neurons(t, 0) = static_cast<float>(3 * wave(1, t) + 4 * wave(20, t));
      neurons(t, 1) = static_cast<float>(wave(1, t));
      neurons(t, 2) = 5;
      networks(t, 0) = static_cast<float>(wave(20, t) - 2 * wave(1, t));
      networks(t, 1) = static_cast<float>(wave(21, t) + wave(1, t));
    }
    anchoring.neurons = {{1, 0.4f}, {1, 0.7f}, {kNoIndex, NAN}};
    anchoring.networks = {{0, 0.1f}, {0, 0.4f}};
  }
  Matrix neurons{kWaveVolumes, 3}, networks{kWaveVolumes, 2};
  Anchoring anchoring;
  Nuisance set =
      make_nuisance(kWaveVolumes, cosine_regressors(kWaveVolumes, 1, 60));  // waves 0, 1, 2
};

TEST_F(GivenNuisanceTest, TellsTheShareThatTheSetExplains) {
  const GivenNuisance given = given_nuisance({{"", neurons, networks, set}}, anchoring);
  EXPECT_NEAR(given.neurons.r2[0], 9 / 25.0, 1e-5);
  EXPECT_NEAR(given.neurons.r2[1], 1, 1e-5);
  EXPECT_TRUE(std::isnan(given.neurons.r2[2]));
  EXPECT_NEAR(given.networks.r2[0], 4 / 5.0, 1e-5);
}

TEST_F(GivenNuisanceTest, TellsWhatIsLeftOfTheAnchoredPair) {
  const GivenNuisance given = given_nuisance({{"", neurons, networks, set}}, anchoring);
  EXPECT_NEAR(given.neurons.partial[0], 0, 1e-5);  // with network 2: they share the set's wave
  EXPECT_TRUE(std::isnan(given.neurons.partial[1]));
  EXPECT_TRUE(std::isnan(given.neurons.partial[2]));
  EXPECT_NEAR(given.networks.partial[0], 1, 1e-5);  // with neuron 1: the wave outside
  EXPECT_NEAR(given.networks.partial[1], 0, 1e-5);
}

TEST_F(GivenNuisanceTest, TellsBurstsFromWaves) {
  // A wave's: 3/8 over (1/2)^2, less 3. The other network is one volume that stands out.
  const Nuisance level = make_nuisance(kWaveVolumes, cosine_regressors(kWaveVolumes, 1, 1000));
  Matrix burst(kWaveVolumes, 2);
  for (std::size_t t = 0; t < kWaveVolumes; ++t)
    burst(t, 0) = static_cast<float>(wave(20, t)), burst(t, 1) = t == 7;
  GivenNuisance given = given_nuisance({{"", neurons, burst, level}}, anchoring);
  EXPECT_NEAR(given.networks.kurtosis[0], 1.5 - 3, 1e-4);
  const double n = kWaveVolumes, q = 1 / n;
  const double fourth = q * std::pow(1 - q, 4) + (1 - q) * std::pow(q, 4);
  EXPECT_NEAR(given.networks.kurtosis[1], fourth / std::pow(q * (1 - q), 2) - 3, 1e-3);
  EXPECT_TRUE(std::isnan(given.neurons.kurtosis[2]));
  // Of several stories the largest.
  Matrix calm = burst;
  for (std::size_t t = 0; t < kWaveVolumes; ++t) calm(t, 1) = static_cast<float>(wave(21, t));
  given = given_nuisance({{"a", neurons, burst, level}, {"b", neurons, calm, level}}, anchoring);
  EXPECT_GT(given.networks.kurtosis[1], 50);
}

TEST_F(GivenNuisanceTest, AnEmptySetChangesNothing) {
  const Nuisance nothing = make_nuisance(kWaveVolumes, {});
  const GivenNuisance given = given_nuisance({{"", neurons, networks, nothing}}, anchoring);
  EXPECT_NEAR(given.neurons.r2[0], 0, 1e-6);
  EXPECT_NEAR(given.networks.partial[0], (4 - 6) / (5 * std::sqrt(5.0)), 1e-5);
}

}  // namespace
}  // namespace anbn
