// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/detrend.h"

#include "anbn/core/nan.h"
#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

Nuisance set_of(std::size_t volumes, double cutoff_s, std::size_t degree,
                std::vector<Regressor> more = {}) {
  std::vector<Regressor> set = cosine_regressors(volumes, 2, cutoff_s);
  for (Regressor& r : trend_regressors(volumes, degree)) set.push_back(std::move(r));
  for (Regressor& r : more) set.push_back(std::move(r));
  return make_nuisance(volumes, set);
}

TEST(TrendRegressors, ArePowersOfTimeFromMinusOneToOne) {
  const auto trends = trend_regressors(5, 2);
  ASSERT_EQ(trends.size(), 2u);
  EXPECT_EQ(trends[0].values, (std::vector<double>{-1, -0.5, 0, 0.5, 1}));
  EXPECT_EQ(trends[1].values, (std::vector<double>{1, 0.25, 0, 0.25, 1}));
  EXPECT_TRUE(trend_regressors(1, 2).empty());
}

TEST(RegressOut, TakesALineAwayAndLeavesTheMean) {
  Matrix x(4, 2);
  x.values = {10, 5, 12, 5, 14, 5, 16, 5};
  Threads threads(1);
  regress_out(x, set_of(4, 0, 1), threads);
  for (std::size_t t = 0; t < 4; ++t) {
    EXPECT_NEAR(x(t, 0), 13, 1e-6);
    EXPECT_NEAR(x(t, 1), 5, 1e-6);
  }
}

// The normal equations by hand: y = (0, 1, 0, 3) on the regressor (0, 0, 1, 1) and an intercept has
// means 0.5 and 1.5, so what is left is (-0.5, 0.5, -1.5, 1.5) around the mean 1.
TEST(RegressOut, IsTheLeastSquaresResidual) {
  Matrix x(4, 1);
  x.values = {0, 1, 0, 3};
  Threads threads(1);
  regress_out(x, set_of(4, 0, 0, {{"step", {0, 0, 1, 1}}}), threads);
  const double expected[] = {0.5, 1.5, -0.5, 2.5};
  for (std::size_t t = 0; t < 4; ++t) EXPECT_NEAR(x(t, 0), expected[t], 1e-6);
}

TEST(RegressOut, LeavesNothingOfAnyRegressorWhenAllAreFittedAtOnce) {
  constexpr std::size_t kVolumes = 60;
  Regressor motion{"motion", std::vector<double>(kVolumes)};
  Matrix x(kVolumes, 130);
  for (std::size_t t = 0; t < kVolumes; ++t) {
    motion.values[t] = 0.1 * static_cast<double>(t) + normal({1, 1}, t);
    for (std::size_t j = 0; j < x.cols; ++j)
      x(t, j) = static_cast<float>(normal({1, 2}, t * x.cols + j) + 3 * motion.values[t]);
  }
  const Nuisance set = set_of(kVolumes, 40, 2, {motion});
  Matrix on_three = x;
  Threads one(1), three(3);
  regress_out(x, set, one);
  regress_out(on_three, set, three);
  EXPECT_EQ(x, on_three);
  for (const Regressor& r : trend_regressors(kVolumes, 2))
    for (std::size_t j = 0; j < x.cols; j += 43) {
      double product = 0, mean = 0;
      for (std::size_t t = 0; t < kVolumes; ++t) mean += x(t, j) / static_cast<double>(kVolumes);
      for (std::size_t t = 0; t < kVolumes; ++t) product += r.values[t] * (x(t, j) - mean);
      EXPECT_NEAR(product, 0, 1e-4) << r.name;
    }
}

TEST(RegressOut, KeepsAMissingValueInItsOwnColumn) {
  Matrix x(4, 2);
  x.values = {1, 1, kFloatNan, 2, 3, 4, 4, 9};
  Threads threads(1);
  regress_out(x, set_of(4, 0, 1), threads);
  EXPECT_TRUE(std::isnan(x(0, 0)));
  EXPECT_TRUE(std::isfinite(x(0, 1)));
}

}  // namespace
}  // namespace anbn
