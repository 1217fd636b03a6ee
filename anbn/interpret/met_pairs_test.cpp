// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/met_pairs.h"

#include "anbn/core/nan.h"
#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

std::vector<TokenPair> met_by_brute_force(const std::vector<float>& q, const std::vector<float>& k,
                                          const std::vector<KeyRange>& met, std::size_t count) {
  std::vector<TokenPair> all;
  for (std::uint32_t a = 0; a < q.size(); ++a)
    for (std::uint32_t b = met[a].first; b < met[a].end; ++b)
      if (std::isfinite(q[a]) && std::isfinite(k[b])) all.push_back({a, b, q[a] * k[b]});
  std::stable_sort(all.begin(), all.end(),
                   [](const TokenPair& a, const TokenPair& b) { return a.product > b.product; });
  all.resize(std::min(count, all.size()));
  return all;
}

std::vector<TokenPair> met_found(const std::vector<float>& q, const std::vector<float>& k,
                                 const std::vector<KeyRange>& met, std::size_t count) {
  MetPairs finder;
  const auto pairs = finder.find(q, k, met, count);
  return {pairs.begin(), pairs.end()};
}

/// Each query meets the keys from the one `window` - 1 before it to itself.
std::vector<KeyRange> keys_before(std::size_t n, std::size_t window) {
  std::vector<KeyRange> met;
  for (std::uint32_t i = 0; i < n; ++i)
    met.push_back(
        {static_cast<std::uint32_t>(i + 1 - std::min<std::size_t>(window, i + 1)), i + 1});
  return met;
}

TEST(MetPairs, AreThoseOfKeysBeforeTheQuery) {
  // Products: 2; -3, 6; 8, -16, 4 (query x key of those before and itself).
  const std::vector<float> q = {2, -3, 8}, k = {1, -2, 0.5};
  EXPECT_EQ(met_found(q, k, keys_before(3, 3), 4),
            (std::vector<TokenPair>{{2, 0, 8}, {1, 1, 6}, {2, 2, 4}, {0, 0, 2}}));
  // A window of two: the last query no longer meets the first key.
  EXPECT_EQ(met_found(q, k, keys_before(3, 2), 2), (std::vector<TokenPair>{{1, 1, 6}, {2, 2, 4}}));
  EXPECT_EQ(met_found(q, k, keys_before(3, 3), 100).size(), 6u);
  EXPECT_TRUE(met_found(q, k, {{}, {}, {}}, 5).empty());
  EXPECT_TRUE(met_found({}, {}, {}, 5).empty());
}

TEST(MetPairs, TakeEqualProductsByQueryAndKey) {
  const std::vector<float> q = {0, 1, 0}, k = {5, 5, 5};
  EXPECT_EQ(met_found(q, k, keys_before(3, 3), 4),
            (std::vector<TokenPair>{{1, 0, 5}, {1, 1, 5}, {0, 0, 0}, {2, 0, 0}}));
}

TEST(MetPairs, AreThoseOfBruteForce) {
  for (const std::size_t n : {1, 2, 7, 64, 65, 90})
    for (const int kind : {0, 1, 2}) {
      std::vector<float> q, k;
      std::vector<KeyRange> any;
      for (std::size_t i = 0; i < n; ++i) {
        const double a = normal({n, 1}, i), b = normal({n, 2}, i);
        // As they are; with many ties and zeros; that differ in their last bits.
        const auto value = [&](double v) {
          return static_cast<float>(kind == 0   ? v
                                    : kind == 1 ? std::round(2 * v)
                                                : 1 + std::round(4 * v) * 0x1p-23);
        };
        q.push_back(value(a));
        k.push_back(value(b));
        const auto first = static_cast<std::uint32_t>(i / 3);
        any.push_back({first, static_cast<std::uint32_t>(std::min(n, first + i % 17))});
      }
      if (n > 7) q[3] = k[5] = kFloatNan;
      for (const auto& met : {keys_before(n, n), keys_before(n, 4), any})
        for (const std::size_t count : {1, 5, 60, 500, 100000})
          EXPECT_EQ(met_found(q, k, met, count), met_by_brute_force(q, k, met, count))
              << n << " " << kind << " " << count;
      // Where every query meets every key they are TopPairs'.
      const std::vector<KeyRange> all(n, {0, static_cast<std::uint32_t>(n)});
      TopPairs finder;
      const auto top = finder.find(q, k, 50);
      EXPECT_EQ(met_found(q, k, all, 50), std::vector<TokenPair>(top.begin(), top.end()));
    }
}

}  // namespace
}  // namespace anbn
