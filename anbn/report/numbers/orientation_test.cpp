// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/orientation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

using Values = std::vector<float>;

TEST(Orientation, KeepsAxesThatRunRightFrontAndUp) {
  const Orientation o = closest_orientation({{{3, 0, 0, 1}, {0, 3, 0, 2}, {0, 0, 4, 3}}});
  EXPECT_EQ(o.axis, (std::array<std::size_t, 3>{0, 1, 2}));
  EXPECT_EQ(o.sign, (std::array<int, 3>{1, 1, 1}));
  EXPECT_EQ(o.tilt_degrees, 0);
}

TEST(Orientation, TurnsAFirstAxisThatRunsLeft) {
  const Grid grid{{3, 1, 1}, {{{-2, 0, 0, 10}, {0, 2, 0, 0}, {0, 0, 2, 0}}}};
  const TurnedGrid turned(grid, closest_orientation(grid.affine));
  EXPECT_EQ(turned.turned(Values{1, 2, 3}), (Values{3, 2, 1}));
  EXPECT_EQ(turned.mm({0, 0, 0}), (std::array<double, 3>{6, 0, 0}));  // the file's last voxel
  EXPECT_EQ(turned.mm({2, 0, 0}), (std::array<double, 3>{10, 0, 0}));
}

// A sagittal scan: its first axis runs to the front, its second down, its third to the left.
TEST(Orientation, PermutesTheAxesOfASagittalScan) {
  const Grid grid{{2, 1, 3}, {{{0, 0, -5, 20}, {1, 0, 0, 0}, {0, -2, 0, 0}}}};
  const Orientation o = closest_orientation(grid.affine);
  EXPECT_EQ(o.axis, (std::array<std::size_t, 3>{2, 0, 1}));
  EXPECT_EQ(o.sign, (std::array<int, 3>{-1, 1, -1}));
  const TurnedGrid turned(grid, o);
  EXPECT_EQ(turned.size(), (std::array<std::size_t, 3>{3, 2, 1}));
  EXPECT_EQ(turned.voxel_mm(), (std::array<double, 3>{5, 1, 2}));
  // File value i + 2 k, k from right to left: the leftmost is k = 2.
  EXPECT_EQ(turned.turned(Values{0, 1, 2, 3, 4, 5}), (Values{4, 2, 0, 5, 3, 1}));
  EXPECT_EQ(turned.mm({0, 1, 0}), (std::array<double, 3>{10, 1, 0}));
}

TEST(Orientation, TellsHowFarAnObliqueScanIsTilted) {
  const double c = std::cos(0.3), s = std::sin(0.3);
  const Orientation o =
      closest_orientation({{{-2, 0, 0, 0}, {0, 2 * c, -2 * s, 0}, {0, 2 * s, 2 * c, 0}}});
  EXPECT_EQ(o.axis, (std::array<std::size_t, 3>{0, 1, 2}));
  EXPECT_NEAR(o.tilt_degrees, 0.3 * 180 / 3.14159265, 1e-4);
}

TEST(TurnedGrid, IsCroppedToWhatIsNotZeroAndKeepsMillimetres) {
  const Grid grid{{4, 2, 1}, {{{-3, 0, 0, 9}, {0, 3, 0, 0}, {0, 0, 3, 0}}}};
  const Values volume = {0, 0, 0, 0, 0, 7, 8, 0};
  const TurnedGrid whole(grid, closest_orientation(grid.affine));
  const TurnedGrid part = whole.cropped_to(volume);
  EXPECT_EQ(part.size(), (std::array<std::size_t, 3>{2, 1, 1}));
  EXPECT_EQ(part.turned(volume), (Values{8, 7}));
  EXPECT_EQ(part.mm({0, 0, 0}), (std::array<double, 3>{3, 3, 0}));  // i = 2, j = 1 of the file
  EXPECT_EQ(whole.cropped_to(Values(8)).voxels(), 8u);
}

}  // namespace
}  // namespace anbn
