// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/encoding_ceiling.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

TEST(NetworkCeilings, AreOfTheWeightedMeanOfTheStoriesHalves) {
  const std::vector<StoryHalves> stories = {
      {100, {0.5, 0.1}}, {100, {0.6, -0.3}}, {200, {0.7, kNan}}, {300, {}}};
  const std::vector<NetworkCeiling> ceilings = network_ceilings(stories);
  ASSERT_EQ(ceilings.size(), 2U);
  // (50 + 60 + 140) / 400; without each (60 + 140) / 300, (50 + 140) / 300, (50 + 60) / 200.
  EXPECT_EQ(ceilings[0].stories, 3U);
  EXPECT_DOUBLE_EQ(ceilings[0].half, 0.625);
  const double a = 2.0 / 3, b = 1.9 / 3, c = 0.55, mean = (a + b + c) / 3;
  const double error = std::sqrt(
      2.0 / 3 * ((a - mean) * (a - mean) + (b - mean) * (b - mean) + (c - mean) * (c - mean)));
  EXPECT_NEAR(ceilings[0].half_error, error, 1e-15);
  EXPECT_NEAR(ceilings[0].half_low, 0.625 - 4.302652729911275 * error, 1e-10);
  EXPECT_DOUBLE_EQ(ceilings[0].ceiling, std::sqrt(1.25 / 1.625));
  EXPECT_EQ(ceilings[1].stories, 2U);
  EXPECT_DOUBLE_EQ(ceilings[1].half, -0.1);
  EXPECT_TRUE(std::isnan(ceilings[1].ceiling));
}

TEST(NetworkCeilings, NeedTwoStories) {
  EXPECT_TRUE(network_ceilings({}).empty());
  const std::vector<StoryHalves> one = {{100, {0.5}}, {100, {}}};
  EXPECT_TRUE(network_ceilings(one).empty());
  const std::vector<StoryHalves> apart = {{100, {0.5, kNan}}, {100, {kNan, kNan}}};
  const std::vector<NetworkCeiling> ceilings = network_ceilings(apart);
  EXPECT_EQ(ceilings[0].stories, 1U);
  EXPECT_TRUE(std::isnan(ceilings[0].half_low) && std::isnan(ceilings[0].ceiling));
  EXPECT_EQ(ceilings[1].stories, 0U);
  EXPECT_TRUE(std::isnan(ceilings[1].half));
}

TEST(CeilingsReached, AreRatiosOfMeansOverNetworksThatHaveBoth) {
  Matrix correlation(3, 3);
  correlation.values = {0.1F, 0.3F, 0.9F, NAN, 0.2F, 0.9F, NAN, NAN, 0.9F};
  std::vector<NetworkCeiling> ceilings(3);
  ceilings[0].ceiling = 0.25;
  ceilings[1].ceiling = 0.75;
  const std::vector<CeilingReached> groups = ceilings_reached(correlation, ceilings);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].networks, 2U);
  EXPECT_NEAR(groups[0].correlation, 0.2, 1e-7);
  EXPECT_DOUBLE_EQ(groups[0].ceiling, 0.5);
  EXPECT_NEAR(groups[0].reached, 0.4, 1e-7);
  EXPECT_EQ(groups[1].networks, 1U);
  EXPECT_NEAR(groups[1].reached, 0.2 / 0.75, 1e-7);
  EXPECT_EQ(groups[2].networks, 0U);
  EXPECT_TRUE(std::isnan(groups[2].reached));
}

}  // namespace
}  // namespace anbn
