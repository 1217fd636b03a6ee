// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/arrangements.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace anbn {
namespace {

using Order = std::vector<std::size_t>;

Order drawn_order(const Arrangements& arrangements, std::size_t number, std::size_t stories) {
  Order brains(stories);
  arrangements.write(number, brains);
  return brains;
}

TEST(Arrangements, OfFewStoriesAreEachMadeOnceButTheOwn) {
  for (const std::size_t stories : {1, 2, 3, 4, 7}) {
    const Arrangements all({stories}, 1);
    std::size_t factorial = 1;
    for (std::size_t k = 2; k <= stories; ++k) factorial *= k;
    ASSERT_TRUE(all.are_listed());
    ASSERT_EQ(all.count(), factorial);
    ASSERT_EQ(all.draws(9), factorial - 1);
    Order own(stories);
    std::iota(own.begin(), own.end(), std::size_t{0});
    std::set<Order> seen = {own};
    for (std::size_t d = 0; d < all.draws(9); ++d) {
      const Order order = drawn_order(all, d, stories);
      EXPECT_TRUE(std::is_permutation(order.begin(), order.end(), own.begin()));
      seen.insert(order);
    }
    EXPECT_EQ(seen.size(), factorial);
  }
}

TEST(Arrangements, OfClassesAreAllThatTheyHaveTogether) {
  const Arrangements all({3, 4}, 1);
  EXPECT_EQ(all.count(), 6u * 24u);
  std::set<Order> seen;
  for (std::size_t d = 0; d < all.draws(1); ++d) seen.insert(drawn_order(all, d, 7));
  EXPECT_EQ(seen.size(), 143u);
  EXPECT_FALSE(seen.contains({0, 1, 2, 0, 1, 2, 3}));
  for (const Order& order : seen) {
    EXPECT_TRUE(std::is_permutation(order.begin(), order.begin() + 3, Order{0, 1, 2}.begin()));
    EXPECT_TRUE(std::is_permutation(order.begin() + 3, order.end(), Order{0, 1, 2, 3}.begin()));
  }
}

// Fixed points and the own arrangement are among them: one story in its place on average.
TEST(Arrangements, OfManyStoriesAreDrawnUniformly) {
  const Arrangements many({8}, 3);
  EXPECT_FALSE(many.are_listed());
  EXPECT_EQ(many.draws(77), 77u);
  double in_place = 0;
  std::map<std::size_t, std::size_t> first;
  constexpr std::size_t kDraws = 8000;
  for (std::size_t d = 0; d < kDraws; ++d) {
    const Order order = drawn_order(many, d, 8);
    for (std::size_t s = 0; s < 8; ++s) in_place += order[s] == s;
    ++first[order[0]];
  }
  EXPECT_NEAR(in_place / kDraws, 1, 0.05);
  for (const auto& [story, count] : first) EXPECT_NEAR(static_cast<double>(count), 1000, 150);
  EXPECT_EQ(first.size(), 8u);
}

TEST(Arrangements, AreAFunctionOfSeedAndNumberAndApartInEachClass) {
  const Arrangements one({9, 9}, 3), again({9, 9}, 3), other({9, 9}, 4);
  EXPECT_EQ(drawn_order(one, 5, 18), drawn_order(again, 5, 18));
  EXPECT_NE(drawn_order(one, 5, 18), drawn_order(one, 6, 18));
  EXPECT_NE(drawn_order(one, 5, 18), drawn_order(other, 5, 18));
  const Order order = drawn_order(one, 5, 18);
  EXPECT_NE(Order(order.begin(), order.begin() + 9), Order(order.begin() + 9, order.end()));
}

}  // namespace
}  // namespace anbn
