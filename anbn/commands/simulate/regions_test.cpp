// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/regions.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace anbn {
namespace {

/// Slabs from left to right: label 3 is 29 voxels, label 5 is 30, label 8 all else on the left.
Atlas slabs(const SimulatedBrain& brain) {
  Atlas atlas;
  atlas.title = "slabs";
  atlas.regions = {{3, "small", 29}, {5, "enough", 30}, {8, "large", 0}};
  std::size_t left = 0;
  for (const Millimetres& p : brain.places) {
    const std::size_t n = p[0] < 0 ? left++ : brain.places.size();
    const std::uint32_t region = n < 29 ? 0 : n < 59 ? 1 : p[0] < 0 ? 2 : 3;
    atlas.region_of.push_back(region);
    atlas.regions[2].voxels += region == 2;
  }
  return atlas;
}

TEST(PlantedRegions, AreThoseThatAreLargeEnough) {
  const SimulatedBrain brain = simulated_brain();
  const Atlas atlas = slabs(brain);
  std::set<std::string> first;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto regions = planted_regions(brain, atlas, 2, seed);
    ASSERT_EQ(regions.size(), 2u);
    EXPECT_NE(regions[0].region.label, regions[1].region.label);
    EXPECT_EQ(regions[0].atlas, "slabs");
    for (const PlantedRegion& region : regions) EXPECT_NE(region.region.name, "small");
    first.insert(planted_regions(brain, atlas, 1, seed)[0].region.name);
    EXPECT_EQ(planted_regions(brain, atlas, 1, seed)[0].region.name, regions[0].region.name);
  }
  EXPECT_EQ(first.size(), 2u);
  EXPECT_TRUE(planted_regions(brain, atlas, 0, 1).empty());
  EXPECT_EQ(error_of([&] { planted_regions(brain, atlas, 3, 1); }),
            "slabs: 2 of 3 regions have 30 voxels of the simulated brain (7 mm) or more; expected "
            "3, one for every second driven network; take an atlas of larger regions or fewer "
            "--driven");
}

TEST(PlantedRegions, FillTheirVoxelsAndHaveSoftEdges) {
  const SimulatedBrain brain = simulated_brain();
  const Atlas atlas = slabs(brain);
  for (const PlantedRegion& planted : planted_regions(brain, atlas, 2, 1)) {
    const std::vector<float> map = map_weights(brain, planted.map);
    std::size_t edge = 0;
    for (std::size_t v = 0; v < map.size(); ++v) {
      const bool inside = atlas.regions[atlas.region_of[v] % 3].label == planted.region.label &&
                          atlas.region_of[v] < 3;
      if (inside)
        EXPECT_EQ(map[v], 1);
      else
        EXPECT_LT(map[v], 0.2f);
      edge += !inside && map[v] > 0;
    }
    EXPECT_GT(edge, 10u);
    // A shift of 2 mm, as listeners have, leaves most of a voxel's weight.
    const std::vector<float> shifted = map_weights(brain, planted.map, {2, 0, 0});
    EXPECT_GT(*std::max_element(shifted.begin(), shifted.end()), 0.95f);
  }
}

TEST(PlantedRegions, LeaveNetworksElsewhereAndKeepTheseApart) {
  const SimulatedBrain brain = simulated_brain();
  const auto without = planted_maps(brain, 8, 1);
  std::vector<std::optional<PlantedMap>> given(8);
  given[1] = without[2];  // where another network would lie
  const auto with = planted_maps(brain, 8, 1, given);
  ASSERT_EQ(with.size(), 8u);
  const auto weights = [&](const PlantedMap& map) { return map_weights(brain, map); };
  EXPECT_EQ(weights(with[1]), weights(without[2]));
  EXPECT_EQ(weights(with[0]), weights(without[0]));
  EXPECT_NE(weights(with[2]), weights(without[2]));
  EXPECT_EQ(planted_maps(brain, 8, 1, std::vector<std::optional<PlantedMap>>(8)).size(), 8u);
}

}  // namespace
}  // namespace anbn
