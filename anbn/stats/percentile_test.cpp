// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/percentile.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

TEST(Percentile, IsLinearBetweenRanks) {
  EXPECT_EQ(percentile({40, 10, 30, 20}, 0), 10);
  EXPECT_EQ(percentile({40, 10, 30, 20}, 100), 40);
  EXPECT_EQ(percentile({40, 10, 30, 20}, 50), 25);
  EXPECT_DOUBLE_EQ(percentile({40, 10, 30, 20}, 95), 38.5);  // numpy.percentile
}

TEST(Percentile, OfOneValueIsThatValue) { EXPECT_EQ(percentile({7}, 95), 7); }

TEST(Percentile, OfNothingOrNanIsNan) {
  EXPECT_TRUE(std::isnan(percentile({}, 50)));
  EXPECT_TRUE(std::isnan(percentile({1, kNan}, 50)));
}

}  // namespace
}  // namespace anbn
