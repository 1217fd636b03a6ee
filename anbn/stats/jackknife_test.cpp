// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/jackknife.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

// Expected values: scipy 1.10, scipy.stats.t.sf and ttest_1samp.
TEST(StudentP, IsScipys) {
  EXPECT_DOUBLE_EQ(student_p(0, 3), 1);
  EXPECT_NEAR(student_p(2.5, 11), 0.029506374087364146, 1e-14);
  EXPECT_NEAR(student_p(-2.5, 11), 0.029506374087364146, 1e-14);
  EXPECT_NEAR(student_p(12, 1), 0.05292935211917974, 1e-14);
  EXPECT_NEAR(student_p(40, 97) / 4.353214164750245e-62, 1, 1e-9);
  EXPECT_TRUE(std::isnan(student_p(kNan, 3)));
  // scipy.stats.t.ppf(1 - p / 2, freedom)
  EXPECT_NEAR(student_bound(0.05, 1), 12.706204736432095, 1e-9);
  EXPECT_NEAR(student_bound(0.05, 11), 2.200985160082949, 1e-10);
  EXPECT_NEAR(student_bound(0.5, 40), 0.6806727168502897, 1e-9);
  EXPECT_TRUE(std::isnan(student_bound(0.05, 0)));
}

TEST(Jackknife, OfAMeanIsTheTestOfAMean) {
  const Jackknifed mean{0.44, {0.475, 0.425, 0.525, 0.325, 0.45}};  // of .3, .5, .1, .9, .4
  EXPECT_NEAR(mean.error(), 0.132664991614216, 1e-12);
  EXPECT_NEAR(mean.p(), 0.029471316278634675, 1e-12);
  EXPECT_EQ(mean.lowest(), 0.325);
  EXPECT_EQ(mean.highest(), 0.525);
}

TEST(Jackknife, OfADifferenceTakesUnitsInPairs) {
  const Jackknifed a{2, {1, 2, 3}}, b{0.5, {0, 1, 2}};
  const Jackknifed d = difference(a, b);
  EXPECT_EQ(d.estimate, 1.5);
  EXPECT_EQ(d.error(), 0);
  EXPECT_TRUE(std::isnan(d.p()));  // what never differs has no scale
}

TEST(Jackknife, HasNoErrorBelowTwoUnits) {
  EXPECT_TRUE(std::isnan(Jackknifed({1, {2}}).error()));
  EXPECT_TRUE(std::isnan(Jackknifed().p()));
  EXPECT_TRUE(std::isnan(Jackknifed().lowest()));
}

}  // namespace
}  // namespace anbn
