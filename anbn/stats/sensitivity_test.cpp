// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/sensitivity.h"

#include "anbn/core/nan.h"
#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace anbn {
namespace {

TEST(VolumesNeeded, AreThoseThatThereAreForWhatCanBeCalledNow) {
  EXPECT_DOUBLE_EQ(volumes_needed(150, 0.4, 0.4), 150);
}

TEST(VolumesNeeded, GrowWithTheSquareOfFishersRatio) {
  EXPECT_NEAR(volumes_needed(100, std::tanh(0.6), std::tanh(0.3)), 400, 1e-9);
}

TEST(VolumesNeeded, AreUnknownWhereACorrelationCannotBe) {
  for (const double r : {0.0, 1.0, -0.2, kNan}) {
    EXPECT_TRUE(std::isnan(volumes_needed(100, r, 0.3)));
    EXPECT_TRUE(std::isnan(volumes_needed(100, 0.3, r)));
  }
}

/// The 95th percentile over 400 draws of the largest correlation of 20 series of noise with one.
double largest_of_noise(std::size_t volumes) {
  std::vector<double> largest;
  for (std::uint64_t draw = 0; draw < 400; ++draw) {
    const auto series = [&](std::uint64_t number) {
      const RandomKey key = random_key(7, "test/sensitivity", draw * 100 + number);
      std::vector<double> x(volumes);
      double mean = 0, squares = 0;
      for (std::size_t t = 0; t < volumes; ++t) mean += x[t] = normal(key, t);
      for (double& v : x) v -= mean / static_cast<double>(volumes);
      for (const double v : x) squares += v * v;
      for (double& v : x) v /= std::sqrt(squares);
      return x;
    };
    const std::vector<double> network = series(0);
    double most = -1;
    for (std::uint64_t n = 1; n <= 20; ++n) {
      const std::vector<double> neuron = series(n);
      double r = 0;
      for (std::size_t t = 0; t < volumes; ++t) r += network[t] * neuron[t];
      most = std::max(most, r);
    }
    largest.push_back(most);
  }
  std::sort(largest.begin(), largest.end());
  return largest[380];
}

TEST(VolumesNeeded, HoldForTheLargestOfManyCorrelationsOfNoise) {
  const double few = largest_of_noise(60), many = largest_of_noise(240);
  EXPECT_NEAR(volumes_needed(60, few, many), 240, 40);
}

}  // namespace
}  // namespace anbn
