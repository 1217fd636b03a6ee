// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/excess.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

TEST(Excess, IsInStandardDeviationsOfTheDraws) {
  const DrawScale scale = draw_scale({1, 2, 3, 6});
  EXPECT_DOUBLE_EQ(scale.mean, 3);
  EXPECT_DOUBLE_EQ(scale.deviation, std::sqrt(14 / 3.));
  EXPECT_DOUBLE_EQ(scale.excess(10), 7 / std::sqrt(14 / 3.));
  EXPECT_DOUBLE_EQ(scale.excess(3), 0);
}

TEST(Excess, IsNoneWithoutNoise) {
  EXPECT_TRUE(std::isnan(draw_scale({}).excess(1)));
  EXPECT_TRUE(std::isnan(draw_scale({1}).excess(1)));
  EXPECT_TRUE(std::isnan(draw_scale({2, 2, 2}).excess(3)));
  EXPECT_TRUE(std::isnan(draw_scale({2, kNan, 3}).excess(3)));
}

}  // namespace
}  // namespace anbn
