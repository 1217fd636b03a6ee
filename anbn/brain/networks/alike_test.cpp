// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/alike.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

TEST(FirstAlike, NamesTheFirstOfEachNetworkFoundAgain) {
  Matrix maps(5, 6);
  maps.values = {0, 0, 1,  2,  0,    0,   // itself
                 5, 0, 0,  0,  0,    0,   // itself
                 0, 0, 2,  4,  0.1f, 0,   // the first one again
                 3, 3, 3,  3,  3,    3,   // constant: alike to none
                 1, 1, -1, -3, 1,    1};  // the first one again, with its sign changed
  Threads one(1), three(3);
  const std::vector<std::size_t> first{0, 1, 0, 3, 0};
  EXPECT_EQ(first_alike(maps, kAlikeMaps, one), first);
  EXPECT_EQ(first_alike(maps, kAlikeMaps, three), first);
}

TEST(FirstAlike, LooksOnlyAtTheFirstOfEach) {
  // 0 and 1 correlate above 0.9, 1 and 2 too, 0 and 2 do not.
  Matrix maps(3, 3);
  maps.values = {1, 0, -1, 1, -0.4f, -0.6f, 1, -0.8f, -0.2f};
  Threads threads(1);
  EXPECT_EQ(first_alike(maps, kAlikeMaps, threads), (std::vector<std::size_t>{0, 0, 2}));
}

TEST(FirstAlike, TakesTheThresholdThatIsAsked) {
  // These two correlate at 1/2.
  Matrix maps(2, 3);
  maps.values = {1, -1, 0, 1, 0, -1};
  Threads threads(1);
  EXPECT_EQ(first_alike(maps, 0.499, threads), (std::vector<std::size_t>{0, 0}));
  EXPECT_EQ(first_alike(maps, 0.501, threads), (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(first_alike(Matrix(0, 3), 0.5, threads).empty());
}

TEST(MatchedCorrelations, FindMapsAgainInAnyOrderAndWithAnySign) {
  Matrix maps(3, 5), others(3, 5);
  maps.values = {1, 0, 0, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 3, 3};
  others.values = {0, 0, 0, 5, 5, 8, 0, 0, 0, 0, 0, -4, 0, 0, -2};
  Threads one(1), three(3);
  const std::vector<double> r = matched_correlations(maps, others, one);
  for (double x : r) EXPECT_NEAR(x, 1, 1e-6);
  EXPECT_EQ(matched_correlations(maps, others, three), r);
}

TEST(MatchedCorrelations, MakeTheSumLargestAndNotTheFirstMatch) {
  // Correlations of maps made so are the products of a, b and what is left to length 1.
  const auto map = [](double a, double b) {
    const double rest = std::sqrt(1 - a * a - b * b);
    return std::vector<float>{static_cast<float>(a),    static_cast<float>(-a),
                              static_cast<float>(b),    static_cast<float>(-b),
                              static_cast<float>(rest), static_cast<float>(-rest)};
  };
  Matrix maps(2, 6), others(2, 6);
  const auto fill = [](Matrix& x, const std::vector<float>& first,
                       const std::vector<float>& second) {
    std::copy(first.begin(), first.end(), x.row(0).begin());
    std::copy(second.begin(), second.end(), x.row(1).begin());
  };
  fill(maps, map(0.7, 0.6), map(0.6, 0));
  fill(others, map(1, 0), map(0, 1));
  Threads threads(1);
  // Greedy: 0.7 with the first, then 0 with the second. Best: 0.6 and 0.6.
  const std::vector<double> r = matched_correlations(maps, others, threads);
  EXPECT_NEAR(r[0], 0.6, 1e-6);
  EXPECT_NEAR(r[1], 0.6, 1e-6);
}

TEST(MatchedCorrelations, OfAConstantMapAreZero) {
  Matrix maps(2, 3), others(2, 3);
  maps.values = {1, 2, 3, 1, 1, 1};
  others.values = {3, 2, 1, 1, 0, 0};
  Threads threads(1);
  const std::vector<double> r = matched_correlations(maps, others, threads);
  EXPECT_NEAR(r[0], 1, 1e-6);
  EXPECT_EQ(r[1], 0);
}

}  // namespace
}  // namespace anbn
