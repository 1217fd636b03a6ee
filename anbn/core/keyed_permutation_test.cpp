// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/keyed_permutation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace anbn {
namespace {

std::vector<std::uint64_t> order_of(RandomKey key, std::uint64_t count) {
  const KeyedPermutation permutation(key, count);
  std::vector<std::uint64_t> order;
  for (std::uint64_t i = 0; i < count; ++i) order.push_back(permutation(i));
  return order;
}

TEST(KeyedPermutation, TakesEachPlaceOnce) {
  for (const std::uint64_t count : {1, 2, 3, 4, 5, 16, 17, 63, 64, 65, 1000, 147456}) {
    std::vector<std::uint64_t> order = order_of(random_key(7, "places", count), count), all(count);
    std::iota(all.begin(), all.end(), std::uint64_t{0});
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order, all) << count;
  }
}

TEST(KeyedPermutation, DependsOnItsKeyAlone) {
  const RandomKey key = random_key(7, "one");
  EXPECT_EQ(order_of(key, 100), order_of(key, 100));
  EXPECT_NE(order_of(key, 100), order_of(random_key(8, "one"), 100));
  EXPECT_NE(order_of(key, 100), order_of(random_key(7, "other"), 100));
}

TEST(KeyedPermutation, LeavesNoTraceOfTheOrder) {
  constexpr std::uint64_t kCount = 40000;
  const auto order = order_of(random_key(7, "trace"), kCount);
  // Correlations of a place with where it goes, and of where neighbours go: noise has a standard
  // deviation of 1/200.
  const double middle = (kCount - 1) / 2.0, variance = (double(kCount) * kCount - 1) / 12;
  double own = 0, next = 0;
  std::size_t stayed = 0;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const double to = static_cast<double>(order[i]) - middle;
    own += (static_cast<double>(i) - middle) * to / variance / kCount;
    next += to * (static_cast<double>(order[(i + 1) % kCount]) - middle) / variance / kCount;
    stayed += order[i] == i;
  }
  EXPECT_LT(std::abs(own), 4 / 200.0);
  EXPECT_LT(std::abs(next), 4 / 200.0);
  EXPECT_LT(stayed, 8u);  // one on average
}

/// Of three places each of the six orders comes about equally often.
TEST(KeyedPermutation, HasEveryOrder) {
  std::vector<std::uint64_t> order = {0, 1, 2};
  constexpr std::uint64_t kKeys = 6000;
  do {
    std::size_t found = 0;
    for (std::uint64_t k = 0; k < kKeys; ++k) found += order_of(random_key(k, "three"), 3) == order;
    EXPECT_NEAR(static_cast<double>(found), 1000, 4 * 29) << order[0] << order[1] << order[2];
  } while (std::next_permutation(order.begin(), order.end()));
}

/// The numbers are those of tests/outsider/untrained.py.
TEST(KeyedPermutation, IsThatOfTheOutsider) {
  EXPECT_EQ(order_of(random_key(3, "permuted a.weight"), 12),
            (std::vector<std::uint64_t>{6, 4, 2, 3, 10, 8, 9, 5, 7, 1, 0, 11}));
}

}  // namespace
}  // namespace anbn
