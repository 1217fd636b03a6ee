// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/top_pairs.h"

#include "anbn/core/nan.h"
#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace anbn {
namespace {

std::vector<TokenPair> by_brute_force(const std::vector<float>& q, const std::vector<float>& k,
                                      std::size_t count) {
  std::vector<TokenPair> all;
  for (std::uint32_t a = 0; a < q.size(); ++a)
    for (std::uint32_t b = 0; b < k.size(); ++b)
      if (std::isfinite(q[a]) && std::isfinite(k[b])) all.push_back({a, b, q[a] * k[b]});
  std::stable_sort(all.begin(), all.end(),
                   [](const TokenPair& a, const TokenPair& b) { return a.product > b.product; });
  all.resize(std::min(count, all.size()));
  return all;
}

std::vector<TokenPair> found(const std::vector<float>& q, const std::vector<float>& k,
                             std::size_t count) {
  TopPairs finder;
  const auto pairs = finder.find(q, k, count);
  return {pairs.begin(), pairs.end()};
}

std::vector<float> values(std::size_t n, std::uint64_t seed, int kind) {
  std::vector<float> x(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double v = normal({seed, 1}, i);
    switch (kind) {
      case 0:
        x[i] = static_cast<float>(v);
        break;
      case 1:
        x[i] = static_cast<float>(std::round(2 * v));
        break;  // many ties, many zeros
      case 2:
        x[i] = static_cast<float>(std::abs(v)) + 0.1f;
        break;
      case 3:
        x[i] = -static_cast<float>(std::abs(v)) - 0.1f;
        break;
      case 4:
        x[i] = 1 + static_cast<float>(std::round(4 * v)) * 0x1p-23f;
        break;  // last bits
      case 5:
        x[i] = static_cast<float>(v) * 1e-30f;
        break;  // underflow
      case 6:
        x[i] = static_cast<float>(v) * 1e30f;
        break;  // overflow
      default:
        x[i] = i % 3 == 0 ? -0.0f : 0.0f;
    }
  }
  return x;
}

TEST(TopPairs, EqualBruteForceWhateverTheSigns) {
  for (int queries = 0; queries < 8; ++queries)
    for (int keys = 0; keys < 8; ++keys)
      for (std::size_t n : {1u, 2u, 7u, 40u})
        for (std::size_t count : {1u, 5u, 50u, 5000u}) {
          const auto q = values(n, 11, queries), k = values(n, 12, keys);
          ASSERT_EQ(found(q, k, count), by_brute_force(q, k, count))
              << "queries " << queries << ", keys " << keys << ", n " << n << ", count " << count;
        }
}

TEST(TopPairs, EqualBruteForceAtThePapersSize) {
  const auto q = values(505, 1, 0), k = values(505, 2, 0);
  EXPECT_EQ(found(q, k, 500), by_brute_force(q, k, 500));
}

TEST(TopPairs, TakeTwoNegativesAsAPositive) {
  const auto pairs = found({1, -5}, {2, -3}, 2);
  EXPECT_EQ(pairs[0], (TokenPair{1, 1, 15}));
  EXPECT_EQ(pairs[1], (TokenPair{0, 0, 2}));
}

TEST(TopPairs, OrderEqualProductsByQueryThenKey) {
  const std::vector<TokenPair> want = {{0, 0, 1}, {0, 1, 1}, {1, 0, 1}};
  EXPECT_EQ(found({1, 1}, {1, 1}, 3), want);
}

TEST(TopPairs, LeaveNanAndInfinityOut) {
  const float nan = kFloatNan;
  const float inf = std::numeric_limits<float>::infinity();
  EXPECT_EQ(found({nan, 2, inf}, {3, nan, -inf}, 9), (std::vector<TokenPair>{{1, 0, 6}}));
  EXPECT_TRUE(found({nan}, {1}, 5).empty());
  EXPECT_TRUE(found({}, {}, 5).empty());
  EXPECT_TRUE(found({1}, {1}, 0).empty());
}

TEST(TopPairs, DeadNeuronsTakeNoLongerThanOthers) {
  // n^2 = 400 million equal products: forming or sorting them would take seconds.
  const std::vector<float> zeros(20000, 0);
  const auto start = std::chrono::steady_clock::now();
  const auto pairs = found(zeros, zeros, 500);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  EXPECT_EQ(pairs.back(), (TokenPair{0, 499, 0}));
}

}  // namespace
}  // namespace anbn
