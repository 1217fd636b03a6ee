// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/brain.h"

#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

/// The place of a voxel by its millimetres; the mask's size where it is outside.
std::size_t at(const SimulatedBrain& brain, const Millimetres& p) {
  const auto found = std::find(brain.places.begin(), brain.places.end(), p);
  return static_cast<std::size_t>(found - brain.places.begin());
}

TEST(SimulatedBrain, IsAsLargeAsARealOneAndLiesInMniSpace) {
  const SimulatedBrain brain = simulated_brain();
  const double litres = static_cast<double>(brain.mask.size()) * 343e-6;
  EXPECT_EQ(brain.mask.size(), 4552u);
  EXPECT_GT(litres, 1.4);
  EXPECT_LT(litres, 1.8);
  EXPECT_EQ(brain.mask.grid.affine[0][0], -7);
  EXPECT_TRUE(std::is_sorted(brain.mask.voxels.begin(), brain.mask.voxels.end()));
  for (std::size_t v = 0; v < brain.mask.size(); ++v) {
    const std::size_t voxel = brain.mask.voxels[v], i = voxel % brain.mask.grid.size[0];
    EXPECT_EQ(brain.places[v][0], 70 - 7 * static_cast<double>(i));
  }
}

TEST(SimulatedBrain, HasTwoHemispheresAndNoVoxelsInTheVentricles) {
  const SimulatedBrain brain = simulated_brain();
  const std::size_t outside = brain.mask.size();
  for (std::size_t v = 0; v < outside; ++v) {
    const Millimetres& p = brain.places[v];
    const std::size_t other = at(brain, {-p[0], p[1], p[2]});
    ASSERT_LT(other, outside);
  }
  EXPECT_EQ(at(brain, {14, -10, 18}), outside);  // ventricle
  EXPECT_EQ(at(brain, {0, -17, 67}), outside);   // fissure
  EXPECT_LT(at(brain, {14, -17, 67}), outside);
  EXPECT_LT(at(brain, {0, -17, 25}), outside);   // corpus callosum
  EXPECT_LT(at(brain, {0, -66, -38}), outside);  // cerebellum
}

TEST(SimulatedBrain, IsBrighterInTheCortexThanInWhiteMatter) {
  const SimulatedBrain brain = simulated_brain();
  const std::size_t cortex = at(brain, {35, -17, 60}), white = at(brain, {28, -31, 32});
  ASSERT_LT(std::max(cortex, white), brain.mask.size());
  EXPECT_GT(brain.mean[cortex], 1.1f * brain.mean[white]);
  const auto [low, high] = std::minmax_element(brain.mean.begin(), brain.mean.end());
  EXPECT_GT(*low, 300);
  EXPECT_LT(*high, 1400);
}

TEST(SmoothNoise, HasUnitVarianceEverywhereAndTheWidthAskedFor) {
  const SimulatedBrain brain = simulated_brain();
  const SmoothNoise smooth(brain.mask, 16);
  const std::size_t draws = 400, voxels = brain.mask.size();
  std::vector<float> x(voxels), room;
  std::vector<double> power(voxels);
  double neighbours = 0;
  std::size_t pairs = 0;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    for (std::size_t v = 0; v < voxels; ++v) x[v] = static_cast<float>(normal({1, draw}, v));
    smooth.smooth(x, room);
    for (std::size_t v = 0; v < voxels; ++v) power[v] += static_cast<double>(x[v]) * x[v] / draws;
    for (std::size_t v = 0; v + 1 < voxels; ++v) {
      if (brain.mask.voxels[v] + 1 != brain.mask.voxels[v + 1]) continue;
      neighbours += static_cast<double>(x[v]) * x[v + 1];
      ++pairs;
    }
  }
  double mean = 0;
  for (double p : power) mean += p / static_cast<double>(voxels);
  EXPECT_NEAR(mean, 1, 0.02);
  EXPECT_GT(*std::min_element(power.begin(), power.end()), 0.7);
  EXPECT_LT(*std::max_element(power.begin(), power.end()), 1.4);
  // A Gaussian blur of white noise correlates as exp(-d^2 / (4 sd^2)).
  const double sd = 16 / std::sqrt(8 * std::log(2.0));
  EXPECT_NEAR(neighbours / static_cast<double>(pairs), std::exp(-49 / (4 * sd * sd)), 0.03);
}

}  // namespace
}  // namespace anbn
