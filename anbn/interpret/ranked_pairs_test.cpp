// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/ranked_pairs.h"

#include "anbn/core/nan.h"
#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace anbn {
namespace {

using Row = std::tuple<std::size_t, std::size_t, std::size_t, std::size_t, float>;
std::vector<Row> rows(const std::vector<NeuronPair>& pairs) {
  std::vector<Row> all;
  for (const NeuronPair& p : pairs) all.emplace_back(p.rank, p.segment, p.query, p.key, p.product);
  return all;
}

TEST(RankedPairs, MergeTheSegmentsAndSkipWhatIsNotThere) {
  const std::vector<std::int32_t> query = {1, 2, 2, 4, 3, 0}, key = {2, 2, 1, 4, 4, 0};
  const std::vector<float> product = {9, 5, 1, 7, 5, 0};
  EXPECT_EQ(rows(largest_pairs({query, key, product}, 2, 4)),
            (std::vector<Row>{{0, 0, 0, 1, 9}, {1, 1, 3, 3, 7}, {2, 0, 1, 1, 5}, {3, 1, 2, 3, 5}}));
  EXPECT_EQ(largest_pairs({query, key, product}, 2, 100).size(), 5u);
}

TEST(RankedPairs, ByMagnitudeKeepSigns) {
  // Products of segment 1: 2*3 = 6, 2*-4 = -8, -1*3 = -3, -1*-4 = 4; of segment 2: 5*1.
  const std::vector<float> queries = {2, -1, 5}, keys = {3, -4, 1};
  const std::vector<std::size_t> sizes = {2, 1};
  EXPECT_EQ(
      rows(largest_pairs_by_magnitude(queries, keys, sizes, 4)),
      (std::vector<Row>{{0, 0, 0, 1, -8}, {1, 0, 0, 0, 6}, {2, 1, 2, 2, 5}, {3, 0, 1, 1, 4}}));
}

TEST(RankedPairs, ByMagnitudeAreOfTheKeysThatQueriesMeet) {
  // As above without -8, whose key comes after its query.
  const std::vector<float> queries = {2, -1, 5}, keys = {3, -4, 1};
  const std::vector<std::size_t> sizes = {2, 1};
  const std::vector<KeyRange> met = {{0, 1}, {0, 2}, {0, 1}};
  EXPECT_EQ(
      rows(largest_pairs_by_magnitude(queries, keys, sizes, 9, met)),
      (std::vector<Row>{{0, 0, 0, 0, 6}, {1, 1, 2, 2, 5}, {2, 0, 1, 1, 4}, {3, 0, 1, 0, -3}}));
}

TEST(RankedPairs, ByMagnitudeAreThoseOfAllPairs) {
  // Rounded, so that there are ties and zeros.
  std::vector<float> queries, keys;
  for (std::size_t i = 0; i < 60; ++i) {
    queries.push_back(static_cast<float>(std::round(2 * normal({3, 1}, i))));
    keys.push_back(static_cast<float>(std::round(2 * normal({3, 2}, i))));
  }
  queries[7] = kFloatNan;
  const std::vector<std::size_t> sizes = {25, 35};
  std::vector<NeuronPair> all;
  for (std::size_t a = 0; a < 60; ++a)
    for (std::size_t b = 0; b < 60; ++b)
      if ((a < 25) == (b < 25) && std::isfinite(queries[a]))
        all.push_back({0, a < 25 ? 0u : 1u, 0, a, b, queries[a] * keys[b]});
  std::stable_sort(all.begin(), all.end(), [](const NeuronPair& a, const NeuronPair& b) {
    return std::abs(a.product) > std::abs(b.product);
  });
  for (const std::size_t count : {1, 10, 200, 1000, 5000}) {
    std::vector<NeuronPair> expected(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size())));
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i].rank = i;
    EXPECT_EQ(rows(largest_pairs_by_magnitude(queries, keys, sizes, count)), rows(expected))
        << count;
  }
}

}  // namespace
}  // namespace anbn
