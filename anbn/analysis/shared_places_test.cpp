// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/shared_places.h"

#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace anbn {
namespace {

const std::vector<double> kBases = {0.25, 0.25};

/// Two maps, three draws, two regions.
MainShares two_maps() {
  MainShares shares{2, 3, 2, {0.5f, 0.25f, 0.25f, 0.75f}, {}};
  shares.drawn = {0.5f, 0, 0.25f, 0.5f,  0,    1,      // of the first map, a draw a pair
                  0,    1, 0.75f, 0.25f, 0.5f, 0.5f};  // of the second
  return shares;
}

TEST(SharedRegions, AreMeansBesideThoseOfIndependentMaps) {
  const std::vector<std::vector<std::size_t>> groups = {{0, 1}, {}, {1, 1}};
  const std::vector<SharedRegion> rows = shared_regions(two_maps(), groups, 0, kBases);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0].group, 0u);
  EXPECT_EQ(rows[2].group, 2u);
  EXPECT_EQ(rows[1].region, 1u);
  EXPECT_EQ(rows[0].maps, 2u);
  EXPECT_DOUBLE_EQ(rows[0].mean_share, 0.375);
  EXPECT_DOUBLE_EQ(rows[0].least_share, 0.25);
  EXPECT_EQ(rows[0].here, 1u);  // a share that is the base is no more than it
  // The second map's surrogate is one draw ahead: 0.5 and 0.75, 0.25 and 0.5, 0 and 0.
  EXPECT_DOUBLE_EQ(rows[0].expected_share, (0.625 + 0.375 + 0) / 3);
  EXPECT_DOUBLE_EQ(rows[0].expected_here, (2 + 1 + 0) / 3.0);
  EXPECT_DOUBLE_EQ(rows[0].p, 3 / 4.0);
  // A map that stands twice in a group counts twice, and is the same map in each draw.
  EXPECT_DOUBLE_EQ(rows[3].mean_share, 0.75);
  EXPECT_EQ(rows[3].here, 2u);
  EXPECT_DOUBLE_EQ(rows[3].expected_share, (0.25 + 0.5 + 1) / 3);
  EXPECT_DOUBLE_EQ(rows[3].p, 2 / 4.0);
  EXPECT_GE(rows[3].q, rows[3].p);
}

TEST(SharedRegions, AreThoseOfOneAtlasAlone) {
  const std::vector<SharedRegion> rows = shared_regions(
      two_maps(), std::vector<std::vector<std::size_t>>{{0}}, 1, std::vector<double>{0.25});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].region, 0u);
  EXPECT_DOUBLE_EQ(rows[0].mean_share, 0.25);
}

TEST(SharedRegions, AreNoneWithFewerDrawsThanMaps) {
  MainShares shares = two_maps();
  shares.draws = 1;
  const std::vector<std::vector<std::size_t>> both = {{0, 1}}, one = {{1}, {}};
  EXPECT_TRUE(shared_regions(shares, both, 0, kBases).empty());
  EXPECT_EQ(shared_regions(shares, one, 0, kBases).size(), 2u);
}

/// Maps whose shares of six regions are gamma-like, observed as drawn; `shift` is added to region 0
/// of the first four observed ones.
MainShares random_shares(std::uint64_t seed, float shift) {
  MainShares shares{10, 399, 6, {}, {}};
  const auto add = [&](std::vector<float>& to, std::size_t number, float more) {
    std::vector<double> x(6);
    for (std::size_t r = 0; r < 6; ++r)
      x[r] = std::pow(normal(random_key(seed, "shares", number), r), 2) + (r == 0 ? more : 0);
    const double sum = std::accumulate(x.begin(), x.end(), 0.0);
    for (const double v : x) to.push_back(static_cast<float>(v / sum));
  };
  for (std::size_t m = 0; m < 10; ++m) add(shares.observed, m, m < 4 ? shift : 0);
  for (std::size_t n = 0; n < 10 * 399; ++n) add(shares.drawn, 10 + n, 0);
  return shares;
}

TEST(SharedRegions, OfUnrelatedMapsAreCalledAsOftenAsTheLevelSays) {
  const std::vector<std::vector<std::size_t>> groups = {{0, 1, 2, 3}, {4, 5, 5, 6}, {7, 8, 9}};
  const std::vector<double> bases(6, 1 / 6.0);
  int called = 0, tests = 0, named = 0, found = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    bool any = false;
    for (const SharedRegion& row : shared_regions(random_shares(seed, 0), groups, 0, bases)) {
      called += row.p <= 0.05;
      ++tests;
      any |= row.q <= 0.05;
    }
    named += any;
    const auto rows = shared_regions(random_shares(seed, 12), groups, 0, bases);
    found += rows[0].q <= 0.05;
  }
  EXPECT_EQ(tests, 200 * 18);
  EXPECT_NEAR(called, 0.05 * tests, 4 * std::sqrt(tests * 0.05 * 0.95));
  EXPECT_LE(named, 0.05 * 200 + 3 * std::sqrt(200 * 0.05 * 0.95));
  EXPECT_GE(found, 190);
}

}  // namespace
}  // namespace anbn
