// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/bins.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace anbn {
namespace {

// Pie Man: the story starts at 15.0 s = volume 10, the audio with the scan.
constexpr VolumeGrid kPieMan{1.5, 10, 282, 0};

TEST(VolumeOf, CountsFromTheFirstVolumeUsed) {
  EXPECT_EQ(volume_of(15.089999, kPieMan), 0);
  EXPECT_EQ(volume_of(16.33, kPieMan), 0);
  EXPECT_EQ(volume_of(16.5, kPieMan), 1);
  EXPECT_EQ(volume_of(429.46, kPieMan), 276);
}

TEST(VolumeOf, GoesOnOutsideTheVolumesUsed) {
  EXPECT_EQ(volume_of(14.999, kPieMan), -1);
  EXPECT_EQ(volume_of(0, kPieMan), -10);
  EXPECT_EQ(volume_of(0, {1.5, 10, 282, -4.5}), -13);  // before the scan
  EXPECT_EQ(volume_of(15.0 + 282 * 1.5 - 0.001, kPieMan), 281);
  EXPECT_EQ(volume_of(15.0 + 282 * 1.5, kPieMan), 282);
  EXPECT_GT(volume_of(1e300, kPieMan), 1'000'000'000);
}

TEST(VolumeOf, AddsTheStartOfTheAudio) {
  const VolumeGrid shapes{1.5, 33, 272, 4.5};
  EXPECT_EQ(volume_of(44.9, shapes), -1);  // 49.4 s of the scan
  EXPECT_EQ(volume_of(45.0, shapes), 0);
}

TEST(VolumeOf, PutsAnOnsetOnTheStartOfAVolumeIntoThatVolume) {
  // Plain floor puts 0.3 s at TR 0.1 s into volume 2.
  ASSERT_EQ(std::floor(0.3 / 0.1), 2.0);
  for (const double tr_s : {0.1, 0.7, 0.72, 0.8, 1.1, 2.2}) {
    for (int volume = 0; volume < 1000; ++volume) {
      const VolumeGrid grid{tr_s, 7, 1000, 0.3};
      EXPECT_EQ(volume_of(volume_start_s(volume, grid), grid), volume) << "TR " << tr_s;
    }
  }
}

TEST(VolumeOf, KeepsAMicrosecondBeforeTheStartInTheVolumeBefore) {
  EXPECT_EQ(volume_of(16.499999, kPieMan), 0);
  EXPECT_EQ(volume_of(14.999999, kPieMan), -1);
}

TEST(CountInVolumes, CountsFromAnyVolumeOn) {
  const std::int64_t of_each[] = {-1, 0, 0, 2, -1, -7, 5};
  EXPECT_EQ(count_in_volumes(of_each, 0, 4), (std::vector<std::int64_t>{2, 0, 1, 0}));
  EXPECT_EQ(count_in_volumes(of_each, -2, 3), (std::vector<std::int64_t>{0, 2, 2}));
}

std::string complaint(const VolumeGrid& grid) {
  try {
    check_volume_grid(grid);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(CheckVolumeGrid, AsksWhetherALongTrIsInMilliseconds) {
  EXPECT_EQ(complaint({1500, 10, 282, 0}),
            "TR is 1500 s; expected 0 < TR <= 16 s. Is it in milliseconds? Set tr_s (--tr-s)");
}

TEST(CheckVolumeGrid, RejectsImpossibleGrids) {
  const double nan = kNan;
  EXPECT_EQ(complaint(kPieMan), "");
  EXPECT_NE(complaint({0, 10, 282, 0}), "");
  EXPECT_NE(complaint({nan, 10, 282, 0}), "");
  EXPECT_NE(complaint({1.5, -1, 282, 0}), "");
  EXPECT_NE(complaint({1.5, 10, 2, 0}), "");
  EXPECT_NE(complaint({1.5, 10, std::numeric_limits<std::int64_t>::max(), 0}), "");
  EXPECT_NE(complaint({1.5, 10, 282, nan}), "");
}

}  // namespace
}  // namespace anbn
