// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/brain_map.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Voxels of 2 mm in a row from x = 0 to the right.
TurnedGrid row_of(std::size_t count) {
  const Grid grid{{count, 1, 1}, {{{2, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 2, 0}}}};
  return {grid, closest_orientation(grid.affine)};
}

TEST(BrainMap, ShowsWhatReachesThreeTenthsOfTheLargest) {
  const BrainMap map = brain_map(row_of(4), std::vector<float>{0.29f, 0.31f, 1.0f, -0.31f});
  EXPECT_EQ(map.sign, 1);
  EXPECT_EQ(map.positive, 2u);
  EXPECT_EQ(map.negative, 1u);
  EXPECT_EQ(map.shown, (Bytes{0, 39, 127, 256 - 39}));
  EXPECT_EQ(map.peak, (std::array<std::size_t, 3>{2, 0, 0}));
}

TEST(BrainMap, IsFlippedWhereItsNegativePartIsLarger) {
  const BrainMap map = brain_map(row_of(4), std::vector<float>{2, -1.5f, -1.5f, 0});
  EXPECT_EQ(map.sign, -1);
  EXPECT_EQ(map.positive, 2u);
  EXPECT_EQ(map.largest, 2);
  ASSERT_EQ(map.clusters.size(), 2u);
  EXPECT_EQ(map.clusters[0].peak, -1);
  EXPECT_EQ(map.clusters[0].peak_mm[0], 0);
  EXPECT_EQ(map.clusters[1].voxels, 2u);
  EXPECT_EQ(map.clusters[1].peak, 0.75);
}

TEST(BrainMap, HasOneClusterForVoxelsThatAreJoinedByFaces) {
  const Grid grid{{2, 2, 3}, {{{2, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 2, 0}}}};
  const TurnedGrid turned(grid, closest_orientation(grid.affine));
  // Two above each other, one that touches them at an edge only; the third layer is empty.
  const BrainMap map =
      brain_map(turned, std::vector<float>{0.5, 0, 0, 0, 1, 0, 0, 0.6f, 0, 0, 0, 0});
  ASSERT_EQ(map.clusters.size(), 2u);
  EXPECT_EQ(map.clusters[0].voxels, 2u);
  EXPECT_EQ(map.clusters[0].peak_mm, (std::array<double, 3>{0, 0, 2}));
  EXPECT_EQ(map.clusters[1].voxels, 1u);
  EXPECT_EQ(map.axial, (std::vector<std::size_t>{0, 1}));
}

TEST(BrainMap, SpreadsItsSlicesOverWhatIsShown) {
  const Grid grid{{1, 1, 20}, {{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}}};
  std::vector<float> values(20, 1.0f);
  values[19] = 0;
  const BrainMap map = brain_map({grid, closest_orientation(grid.affine)}, values);
  EXPECT_EQ(map.axial, (std::vector<std::size_t>{0, 3, 6, 9, 12, 15, 18}));
}

TEST(BrainMap, OfNothingIsEmpty) {
  const BrainMap map = brain_map(row_of(2), std::vector<float>{0, kFloatNan});
  EXPECT_EQ(map.largest, 0);
  EXPECT_TRUE(map.clusters.empty());
  EXPECT_EQ(map.shown, (Bytes{0, 0}));
}

TEST(Greys, LeaveZeroToWhatIsOutside) {
  const std::vector<float> values = {0, 5, 5, 10}, inside = {0, 1, 1, 1};
  const Bytes bytes = greys(values, inside);
  EXPECT_EQ(bytes[0], 0);
  EXPECT_EQ(bytes[1], 1);
  EXPECT_EQ(bytes[3], 255);
  EXPECT_EQ(greys(std::vector<float>{3, 3}, std::vector<float>{1, 1}), (Bytes{128, 128}));
}

}  // namespace
}  // namespace anbn
