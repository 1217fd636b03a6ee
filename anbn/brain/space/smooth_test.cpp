// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/smooth.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

Mask line_of(std::size_t voxels, std::vector<std::uint64_t> inside, double mm = 2) {
  Affine a{};
  for (std::size_t c = 0; c < 3; ++c) a[c][c] = mm;
  return {{{voxels, 1, 1}, a}, std::move(inside)};
}

std::vector<float> smoothed(const Mask& mask, std::vector<float> values, double fwhm_mm,
                            std::vector<char> used = {}) {
  if (used.empty()) used.assign(values.size(), 1);
  Smoothing::Scratch scratch;
  Smoothing(mask, used, fwhm_mm).apply(values, scratch);
  return values;
}

// A width of 4 mm over voxels of 2 mm: the kernel is 2^-(d^2) at d voxels, since half the maximum
// is reached at 2 mm = 1 voxel.
TEST(Smoothing, HalvesAtHalfTheWidth) {
  const Mask mask = line_of(3, {0, 1, 2});
  const auto s = smoothed(mask, {0, 1, 0}, 4);
  EXPECT_NEAR(s[1], 1 / (1 + 0.5 + 0.5), 1e-6);
  EXPECT_NEAR(s[0], 0.5 / (1 + 0.5 + 1. / 16), 1e-6);
}

TEST(Smoothing, LeavesAConstantAsItIsUpToTheEdge) {
  const auto s = smoothed(line_of(9, {1, 2, 3, 7}), {5, 5, 5, 5}, 6);
  for (const float v : s) EXPECT_NEAR(v, 5, 1e-5);
}

TEST(Smoothing, LetsNothingInThroughAVoxelThatIsNotUsed) {
  const float nan = kFloatNan;
  const auto s = smoothed(line_of(3, {0, 1, 2}), {1, nan, 1}, 4, {1, 0, 1});
  EXPECT_NEAR(s[0], 1, 1e-6);
  EXPECT_TRUE(std::isnan(s[1]));
}

TEST(Smoothing, OfNoWidthChangesNothing) {
  const std::vector<float> x = {3, 1, 2};
  EXPECT_EQ(smoothed(line_of(3, {0, 1, 2}), x, 0), x);
}

TEST(Smoothing, GoesAlongAllThreeAxesByTheirOwnVoxelSizes) {
  Mask mask = line_of(3, {});
  mask.grid.size = {3, 3, 3};
  mask.grid.affine[2][2] = 4;  // slices of 4 mm: half the maximum is reached at 2 mm = half a voxel
  for (std::uint64_t v = 0; v < 27; ++v) mask.voxels.push_back(v);
  std::vector<float> x(27);
  x[13] = 1;
  const auto s = smoothed(mask, x, 4);
  EXPECT_NEAR(s[12] / s[13], 0.5 / (1 + 0.5 + 1. / 16) * 2, 1e-6);
  EXPECT_NEAR(s[10] / s[13], 0.5 / (1 + 0.5 + 1. / 16) * 2, 1e-6);
  EXPECT_NEAR(s[4] / s[13], 1. / 16 / (1 + 1. / 16) * (1 + 2. / 16), 1e-4);
}

}  // namespace
}  // namespace anbn
