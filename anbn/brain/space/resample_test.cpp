// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/resample.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

/// `size` voxels of `mm`, the first centre at `origin`.
Grid cubic_grid(std::array<std::size_t, 3> size, double mm, Point origin) {
  Affine a{};
  for (std::size_t c = 0; c < 3; ++c) {
    a[c][c] = mm;
    a[c][3] = origin[c];
  }
  return {size, a};
}

std::vector<double> interpolated(const Grid& to, const Grid& from, std::vector<float> volume) {
  std::vector<std::uint64_t> all(to.voxels());
  for (std::size_t v = 0; v < all.size(); ++v) all[v] = v;
  std::vector<double> values(all.size());
  Resampling(to, from, "x.nii").trilinear(volume, all, values);
  return values;
}

TEST(Trilinear, IsExactForALinearVolume) {
  const Grid from = cubic_grid({3, 3, 3}, 2, {0, 0, 0}),
             to = cubic_grid({2, 2, 2}, 1, {0.5, 1, 1.25});
  std::vector<float> volume(27);
  for (int v = 0; v < 27; ++v)
    volume[static_cast<std::size_t>(v)] =
        static_cast<float>(2 * (v % 3) + 10 * 2 * (v / 3 % 3) + 100 * 2 * (v / 9));
  const auto values = interpolated(to, from, volume);
  for (std::size_t v = 0; v < 8; ++v)
    EXPECT_NEAR(values[v],
                0.5 + static_cast<double>(v % 2) + 10 * (1 + static_cast<double>(v / 2 % 2)) +
                    100 * (1.25 + static_cast<double>(v / 4)),
                1e-9);
}

TEST(Trilinear, LeavesEqualGridsUntouchedWhateverTheyHold) {
  const Grid grid = cubic_grid({3, 1, 1}, 2, {0, 0, 0});
  Grid rounded = grid;
  rounded.affine[0][3] = 1e-6;
  const auto values = interpolated(rounded, grid, {1.1f, kFloatNan, 3.3f});
  EXPECT_EQ(values[0], 1.1f);
  EXPECT_TRUE(std::isnan(values[1]));
  EXPECT_EQ(values[2], 3.3f);
}

TEST(Trilinear, HoldsTheOuterValueToTheFaceAndKnowsNothingBeyond) {
  const Grid from = cubic_grid({2, 1, 1}, 2, {0, 0, 0}), to = cubic_grid({6, 1, 1}, 1, {-2, 0, 0});
  const auto values = interpolated(to, from, {10, 20});
  EXPECT_TRUE(std::isnan(values[0]));  // -2 mm: the face is at -1
  EXPECT_EQ(values[1], 10);
  EXPECT_EQ(values[2], 10);
  EXPECT_EQ(values[3], 15);
  EXPECT_EQ(values[4], 20);
  EXPECT_EQ(values[5], 20);
}

TEST(Trilinear, PassesOverMissingNeighboursOfNoWeight) {
  const Grid from = cubic_grid({3, 1, 1}, 2, {0, 0, 0}), to = cubic_grid({2, 1, 1}, 1, {2, 0, 0});
  const auto values = interpolated(to, from, {1, 2, kFloatNan});
  EXPECT_EQ(values[0], 2);
  EXPECT_TRUE(std::isnan(values[1]));
}

TEST(Nearest, IsTheVoxelAroundTheCentre) {
  const Grid from = cubic_grid({2, 1, 1}, 2, {0, 0, 0}), to = cubic_grid({6, 1, 1}, 1, {-2, 0, 0});
  const Resampling map(to, from, "x.nii");
  EXPECT_FALSE(map.nearest(0));
  EXPECT_EQ(map.nearest(1), 0u);
  EXPECT_EQ(map.nearest(2), 0u);
  EXPECT_EQ(map.nearest(3), 1u);  // half way: the larger
  EXPECT_EQ(map.nearest(5), 1u);  // on the far face
}

}  // namespace
}  // namespace anbn
