// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/grid.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

Grid grid_of(std::array<std::size_t, 3> size, std::array<double, 3> mm, Point origin) {
  Affine a{};
  for (std::size_t c = 0; c < 3; ++c) {
    a[c][c] = mm[c];
    a[c][3] = origin[c];
  }
  return {size, a};
}

TEST(Affine, IsUndoneByItsInverse) {
  const Affine oblique = {{{0, -2, 0.5, 10}, {3, 0.1, 0, -20}, {0.2, 0, 4, 30}}};
  const Point there = moved(oblique, {1, 2, 3});
  EXPECT_EQ(there[0], -2 * 2 + 0.5 * 3 + 10);
  const Point back = moved(inverse(oblique, "x.nii"), there);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(back[c], static_cast<double>(c + 1), 1e-12);
  const Affine nothing = composed(inverse(oblique, "x.nii"), oblique);
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(nothing[r][c], r == c ? 1 : 0, 1e-12);
}

TEST(Affine, OfAPlaneCannotBeUndone) {
  Affine flat{};
  flat[0][0] = flat[1][1] = 1;
  EXPECT_NE(error_of([&] { inverse(flat, "x.nii"); }).find("x.nii: its affine maps all voxels"),
            std::string::npos);
}

TEST(SameVoxels, ForgivesRoundingAndNothingElse) {
  const Grid grid = grid_of({60, 70, 40}, {3, 3, 4}, {-90, -126, -72});
  Grid other = grid;
  other.affine[0][3] += 1e-5;
  EXPECT_TRUE(same_voxels(grid, other));
  other.affine[0][3] += 0.1;
  EXPECT_FALSE(same_voxels(grid, other));
  other = grid;
  other.affine[0][0] += 1e-3;  // 6 hundredths of a millimetre at the far side
  EXPECT_FALSE(same_voxels(grid, other));
  other = grid;
  other.size[2] = 41;
  EXPECT_FALSE(same_voxels(grid, other));
}

// 10 voxels of 2 mm from the face at -1 mm to that at 19 mm become 5 of 4 mm between the same
// faces.
TEST(Regridded, KeepsTheFieldOfViewAndTheOrientation) {
  const Grid fine = grid_of({10, 10, 3}, {2, -2, 4}, {0, 50, 7});
  const Grid coarse = regridded(fine, {4, 4, 4});
  EXPECT_EQ(coarse.size, (std::array<std::size_t, 3>{5, 5, 3}));
  EXPECT_EQ(voxel_sizes(coarse), (std::array<double, 3>{4, 4, 4}));
  EXPECT_EQ(coarse.affine[0][3], 1);
  EXPECT_EQ(coarse.affine[1][3], 49);
  EXPECT_LT(coarse.affine[1][1], 0);
  EXPECT_EQ(coarse.affine[2][3], 7);
}

TEST(Regridded, RefusesSizesThatCannotBe) {
  const Grid grid = grid_of({10, 10, 3}, {2, 2, 4}, {0, 0, 0});
  EXPECT_NE(error_of([&] {
              regridded(grid, {0, 2, 2});
            }).find("expected sizes above 0"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              regridded(grid, {1e-6, 2, 2});
            }).find("expected sizes in millimetres"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
