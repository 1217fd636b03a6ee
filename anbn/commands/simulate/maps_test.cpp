// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/maps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

std::size_t above_half(const std::vector<float>& map) {
  return static_cast<std::size_t>(
      std::count_if(map.begin(), map.end(), [](float w) { return w > 0.5f; }));
}

double alike(const std::vector<float>& a, const std::vector<float>& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t v = 0; v < a.size(); ++v) {
    ab += static_cast<double>(a[v]) * b[v];
    aa += static_cast<double>(a[v]) * a[v];
    bb += static_cast<double>(b[v]) * b[v];
  }
  return ab / std::sqrt(aa * bb);
}

class PlantedMaps : public testing::Test {
 protected:
  std::vector<std::vector<float>> weights(std::size_t count, std::uint64_t seed) const {
    std::vector<std::vector<float>> all;
    for (const PlantedMap& map : planted_maps(brain_, count, seed))
      all.push_back(map_weights(brain_, map));
    return all;
  }
  SimulatedBrain brain_ = simulated_brain();
};

TEST_F(PlantedMaps, AreOfSizesFromSmallToLargeInRandomOrder) {
  std::vector<std::size_t> sizes;
  for (const auto& map : weights(20, 1)) {
    sizes.push_back(above_half(map));
    EXPECT_EQ(*std::max_element(map.begin(), map.end()), 1);
  }
  EXPECT_FALSE(std::is_sorted(sizes.begin(), sizes.end()));
  std::sort(sizes.begin(), sizes.end());
  // Voxels at the same distance come together: a few more than asked for may be in.
  EXPECT_NEAR(static_cast<double>(sizes.front()), 15, 4);
  EXPECT_NEAR(static_cast<double>(sizes.back()), 300, 12);
  EXPECT_NEAR(static_cast<double>(sizes[10]), 15 * std::pow(20, 10.0 / 19), 8);
}

TEST_F(PlantedMaps, OverlapWhereTheyShallAndElseKeepApart) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto maps = weights(12, seed);
    for (std::size_t m = 1; m < maps.size(); ++m) {
      double most = 0;
      for (std::size_t other = 0; other < m; ++other)
        most = std::max(most, alike(maps[m], maps[other]));
      if (m % 4 == 3) {
        EXPECT_GT(most, 0.15) << seed << ' ' << m;
        EXPECT_LT(most, 0.5) << seed << ' ' << m;
      } else {
        EXPECT_LE(most, 0.2) << seed << ' ' << m;
      }
    }
  }
}

TEST_F(PlantedMaps, AreInOneOrInBothHemispheres) {
  std::size_t both = 0;
  const auto maps = weights(20, 1);
  for (const auto& map : maps) {
    double right = 0, left = 0;
    for (std::size_t v = 0; v < map.size(); ++v) (brain_.places[v][0] > 0 ? right : left) += map[v];
    both += std::min(right, left) > 0.3 * std::max(right, left);
  }
  EXPECT_GE(both, 6u);
  EXPECT_LE(both, 14u);
}

TEST_F(PlantedMaps, HaveSoftEdges) {
  const std::vector<float> map = map_weights(brain_, {Blob{{35, -38, 46}, {20, 20, 20}}});
  std::size_t between = 0;
  for (float w : map) {
    EXPECT_TRUE(w == 0 || w >= 0.05f);
    between += w > 0 && w < 0.5f;
  }
  EXPECT_GT(between, above_half(map) / 3);
}

TEST_F(PlantedMaps, MoveWhenTheyAreShifted) {
  const PlantedMap map = {Blob{{35, -38, 46}, {20, 20, 20}}};
  const std::vector<float> there = map_weights(brain_, map, {7, 0, 0}),
                           same = map_weights(brain_, {Blob{{42, -38, 46}, {20, 20, 20}}});
  EXPECT_EQ(there, same);
  EXPECT_LT(alike(there, map_weights(brain_, map)), 0.99);
}

TEST_F(PlantedMaps, AreTheSameForTheSameSeedOnly) {
  EXPECT_EQ(weights(3, 7), weights(3, 7));
  EXPECT_NE(weights(3, 7), weights(3, 8));
}

}  // namespace
}  // namespace anbn
