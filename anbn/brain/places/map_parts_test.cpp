// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/places/map_parts.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

/// 5 x 2 x 1 voxels of 2 mm, x from -4 to 4; all but the last are in the mask.
Mask flat_mask() {
  Mask mask;
  mask.grid.size = {5, 2, 1};
  mask.grid.affine = {{{2, 0, 0, -4}, {0, 2, 0, 0}, {0, 0, 2, 0}}};
  for (std::uint64_t v = 0; v < 9; ++v) mask.voxels.push_back(v);
  return mask;
}

//                                x = -4   -2   0    2    4     next line
constexpr std::array<float, 9> kMap = {10, 4, 2.9f, -3, 0, 0, 0, 6, -8};

TEST(MapParts, AreTheVoxelsOfOneSignFromTheThresholdOn) {
  const MapParts parts = parts_of(kMap, 0.3);
  EXPECT_EQ(parts.largest, 10);
  EXPECT_EQ(parts[MapSign::positive].voxels, (std::vector<std::uint32_t>{0, 7, 1}));
  EXPECT_EQ(parts[MapSign::negative].voxels, (std::vector<std::uint32_t>{8, 3}));
  EXPECT_EQ(parts[MapSign::positive].total, 20);
  EXPECT_EQ(parts[MapSign::negative].mass, (std::vector<float>{8, 3}));
  EXPECT_EQ(parts.main_sign(), MapSign::positive);
}

TEST(MapParts, OfAnEmptyMapAreNone) {
  const std::array<float, 2> none = {0, kFloatNan};
  const MapParts parts = parts_of(none, 0.3);
  EXPECT_EQ(parts.largest, 0);
  EXPECT_TRUE(parts[MapSign::positive].voxels.empty());
}

TEST(MapParts, HaveClustersJoinedByFaces) {
  const Mask mask = flat_mask();
  const MapParts parts = parts_of(kMap, 0.3);
  const auto clusters = clusters_of(mask, parts[MapSign::positive], MapSign::positive);
  // Voxel 7 (x = 0, second line) touches voxel 1 (x = -2, first line) by an edge alone.
  ASSERT_EQ(clusters.size(), 2u);
  EXPECT_EQ(clusters[0].peak, 0u);
  EXPECT_EQ(clusters[0].value, 10);
  EXPECT_EQ(clusters[0].voxels, 2u);
  EXPECT_EQ(clusters[1].peak, 7u);
  EXPECT_EQ(clusters[1].voxels, 1u);
  const auto negative = clusters_of(mask, parts[MapSign::negative], MapSign::negative);
  ASSERT_EQ(negative.size(), 1u);  // one above the other
  EXPECT_EQ(negative[0].value, -8);
  EXPECT_EQ(negative[0].voxels, 2u);
}

TEST(MapParts, LieLeftOrRightOfTheMiddle) {
  const Mask mask = flat_mask();
  const std::vector<Point> places = places_of(mask);
  const MapParts parts = parts_of(kMap, 0.3);
  EXPECT_EQ(places[8], (Point{2, 2, 0}));
  EXPECT_EQ(laterality(mask, places, parts[MapSign::positive]), 1);  // 14 left, 6 in the middle
  EXPECT_EQ(laterality(mask, places, parts[MapSign::negative]), -1);
  const std::array<float, 9> both = {3, 0, 9, 0, 1, 0, 0, 0, 0};
  EXPECT_EQ(laterality(mask, places, parts_of(both, 0.1)[MapSign::positive]), 0.5);
  const std::array<float, 9> middle = {0, 0, 9, 0, 0, 0, 0, 0, 0};
  EXPECT_TRUE(std::isnan(laterality(mask, places, parts_of(middle, 0.1)[MapSign::positive])));
}

TEST(MapParts, HaveMassAndDiceInRegions) {
  Atlas atlas;
  atlas.regions = {{1, "A", 3}, {2, "B", 4}};
  atlas.region_of = {0, 0, 0, 1, 1, 2, 2, 1, 1};
  const MapParts parts = parts_of(kMap, 0.3);
  EXPECT_EQ(mass_in_regions(parts[MapSign::positive], atlas), (std::vector<double>{14, 6, 0}));
  EXPECT_EQ(dice_of_regions(parts[MapSign::positive], atlas),
            (std::vector<double>{2. * 2 / (3 + 3), 2. * 1 / (3 + 4)}));
  EXPECT_EQ(atlas.base(1), 4. / 9);
}

}  // namespace
}  // namespace anbn
