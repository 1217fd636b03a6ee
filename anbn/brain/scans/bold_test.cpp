// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scans/bold.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/core/random.h"
#include "anbn/io/file.h"
#include "anbn/signal/detrend.h"
#include "tests/support/error_of.h"
#include "tests/support/raw_nifti.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/tiny_scan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace anbn {
namespace {

struct BoldOfAScan : testing::Test {
  ScratchFolder folder;
  std::filesystem::path file = folder / "sub-01_bold.nii.gz";
  Threads threads{1};
  SilentProgress progress;

  Bold read(const Mask& mask, const BoldSettings& settings) {
    return read_bold(file, mask, settings, threads, progress);
  }
  std::string error(const Mask& mask, const BoldSettings& settings) {
    const std::string message = error_of([&] { read(mask, settings); });
    const std::string start = file.string() + ": ";
    return message.starts_with(start) ? message.substr(start.size()) : message;
  }
};

// Voxel 1 over volumes 1..3 is 1, 3, 5: mean 3, standard deviation sqrt(8 / 3).
TEST_F(BoldOfAScan, IsCutToTheStoryAndZscored) {
  const Grid grid = cubes({3, 1, 1});
  write_scan(file, grid,
             {{9, 90, 0}, {8, 1, 1000001}, {8, 3, 1000002}, {7, 5, 1000003}, {0, 0, 0}});
  const Bold bold = read({grid, {1, 2}}, {.first_volume = 1, .volumes = 3});
  const double z = 2 / std::sqrt(8.0 / 3);
  ASSERT_EQ(bold.values.rows, 3u);
  ASSERT_EQ(bold.values.cols, 2u);
  for (std::size_t v = 0; v < 2; ++v) {
    EXPECT_NEAR(bold.values(0, v), -z, 1e-6);  // small changes on a large mean are not rounded away
    EXPECT_NEAR(bold.values(1, v), 0, 1e-6);
    EXPECT_NEAR(bold.values(2, v), z, 1e-6);
  }
  EXPECT_EQ(bold.mean, (std::vector<float>{3, 1000002}));
}

TEST_F(BoldOfAScan, OfAllVolumesIsWhatNobodyAsksToCut) {
  const Grid grid = cubes({1, 1, 1});
  write_scan(file, grid, {{1}, {2}, {4}});
  EXPECT_EQ(read({grid, {0}}, {.first_volume = 1}).values.values, (std::vector<float>{-1, 1}));
}

TEST_F(BoldOfAScan, CountsVoxelsThatCarryNothingAndSetsThemToZero) {
  const Grid grid = cubes({4, 1, 1});
  const float inf = std::numeric_limits<float>::infinity();
  write_scan(file, grid, {{5, 1, kFloatNan, 1}, {5, 2, 2, inf}, {5, 4, 3, 7}, {6, 4, 3, 7}});
  const Bold bold = read({grid, {0, 1, 2, 3}}, {.first_volume = 0, .volumes = 3});
  EXPECT_EQ(bold.problems,
            (std::vector<VoxelProblem>{VoxelProblem::constant, VoxelProblem::none,
                                       VoxelProblem::not_finite, VoxelProblem::not_finite}));
  for (std::size_t t = 0; t < 3; ++t)
    for (const std::size_t v : {0, 2, 3}) EXPECT_EQ(bold.values(t, v), 0);
  EXPECT_EQ(bold.mean[0], 5);
  EXPECT_EQ(bold.mean[2], 0);
  EXPECT_EQ(bold.count(VoxelProblem::not_finite), 2u);
}

TEST_F(BoldOfAScan, LosesATrendAndKeepsItsMean) {
  const Grid grid = cubes({2, 1, 1});
  write_scan(file, grid, {{100, 7}, {111, 8}, {119, 9}, {130, 10}});
  std::vector<Regressor> set = cosine_regressors(4, 2, 0);
  for (Regressor& trend : trend_regressors(4, 1)) set.push_back(trend);
  const Bold bold = read({grid, {0, 1}}, {.nuisance = make_nuisance(4, set)});
  // 100, 111, 119, 130 on 115 + 9.8 (t - 1.5) leaves -0.3, 0.9, -0.9, 0.3.
  EXPECT_NEAR(bold.values(0, 0) / bold.values(1, 0), -1. / 3, 1e-4);
  EXPECT_NEAR(bold.mean[0], 115, 1e-4);
  EXPECT_EQ(bold.problems[1], VoxelProblem::constant);  // nothing but the trend
  EXPECT_EQ(bold.values(2, 1), 0);
  EXPECT_NEAR(bold.mean[1], 8.5, 1e-5);
}

TEST_F(BoldOfAScan, IsSmoothedWithoutTheVoxelsThatCarryNothing) {
  const Grid grid = cubes({3, 1, 1}, 2);
  write_scan(file, grid, {{0, 5, kFloatNan}, {2, 5, 1}, {1, 5, 1}});
  const Mask mask{grid, {0, 1, 2}};
  const Bold alone = read(mask, {}), smooth = read(mask, {.fwhm_mm = 4});
  EXPECT_EQ(alone.values, smooth.values);  // the only voxel left has no neighbour
  write_scan(file, grid, {{0, 3, 0}, {4, 0, 0}, {2, 0, 3}});
  const Bold both = read({grid, {0, 1}}, {.fwhm_mm = 4});
  EXPECT_NEAR(both.mean[0], (2 + 0.5 * 1) / 1.5, 1e-6);
}

TEST_F(BoldOfAScan, OnAnotherGridIsInterpolated) {
  write_scan(file, cubes({3, 1, 1}, 2), {{0, 10, 20}, {0, 20, 20}, {0, 10, 40}});
  const Bold bold = read({cubes({2, 1, 1}, 2, 1), {0, 1}}, {});
  // j and k lie at 1 mm too, half a voxel from the only centre: on the face.
  EXPECT_NEAR(bold.mean[0], (5 + 10 + 5) / 3.0, 1e-5);
  EXPECT_NEAR(bold.mean[1], (15 + 20 + 25) / 3.0, 1e-5);
}

TEST_F(BoldOfAScan, IsTheSameForAnyNumberOfThreads) {
  const Grid grid = cubes({17, 16, 12}), other = cubes({15, 15, 10}, 3.3, 0.4);
  Mask mask{other, {}};
  for (std::uint64_t v = 0; v < other.voxels(); ++v) mask.voxels.push_back(v);
  std::vector<std::vector<float>> volumes(12, std::vector<float>(grid.voxels()));
  for (std::size_t t = 0; t < volumes.size(); ++t)
    for (std::size_t v = 0; v < grid.voxels(); ++v)
      volumes[t][v] = static_cast<float>(100 + normal({3, 1}, t * grid.voxels() + v));
  write_scan(file, grid, volumes);
  const BoldSettings settings{.first_volume = 2,
                              .volumes = 9,
                              .nuisance = make_nuisance(12, cosine_regressors(12, 2, 10)),
                              .fwhm_mm = 5};
  const Bold one = read(mask, settings);
  Threads three(3);
  EXPECT_EQ(read_bold(file, mask, settings, three, progress).values, one.values);
}

TEST_F(BoldOfAScan, DoesNotLoseAllToAnUnusedVolumeWithoutNumbers) {
  const Grid grid = cubes({2, 1, 1});
  const Mask mask{grid, {0, 1}};
  write_scan(file, grid, {{kFloatNan, kFloatNan}, {1, 2}, {3, 1}, {4, 2}, {2, 5}});
  const BoldSettings cut{.first_volume = 1, .volumes = 4};
  EXPECT_EQ(read(mask, cut).count(VoxelProblem::none), 2u);  // not judged where nothing is fitted
  BoldSettings fitted = cut;
  fitted.nuisance = make_nuisance(5, cosine_regressors(5, 2, 10));
  EXPECT_NE(error(mask, fitted)
                .find("volume 0 (from 0), which is not among those used, has no "
                      "number in 2 of 2 voxels"),
            std::string::npos)
      << error(mask, fitted);
}

TEST_F(BoldOfAScan, IsRefusedWhereNothingIsLeftOfIt) {
  const Grid grid = cubes({2, 1, 1});
  const Mask mask{grid, {0, 1}};
  write_scan(file, grid, {{9, 9}, {1, 2}, {kFloatNan, kFloatNan}, {4, 2}});
  EXPECT_EQ(error(mask, {.first_volume = 1, .volumes = 3}),
            "none of the 2 voxels of the mask carries a signal over the volumes used: 0 are "
            "constant, 2 have no number in some volume (volume 2, from 0, in 2 voxels); expected a "
            "scan that can be coupled. Mend it, or leave the listener out");
  write_scan(file, grid, {{9, 9}, {1, 2}, {1, 2}, {1, 2}});
  EXPECT_NE(error(mask, {.first_volume = 1, .volumes = 3}).find("2 are constant"),
            std::string::npos);
}

TEST_F(BoldOfAScan, TakesRoundingForNoSignal) {
  const Grid grid = cubes({2, 1, 1});
  write_scan(file, grid, {{1e6f, 1e6f}, {1e6f + 0.0625f, 1e6f + 3}, {1e6f, 1e6f}});
  const Bold bold = read({grid, {0, 1}}, {});
  EXPECT_EQ(bold.problems, (std::vector<VoxelProblem>{VoxelProblem::constant, VoxelProblem::none}));
}

TEST_F(BoldOfAScan, KeepsSmallChangesOnAMeanThatFloat32WouldRound) {
  // Volumes 0 .. 5 of one voxel: 1e8 + 0, 1, -1, 2, 0, -2 and, on the right, 1e8 throughout.
  const std::vector<int> change = {0, 1, -1, 2, 0, -2};
  RawNifti raw;
  raw.dim = {4, 2, 1, 1, 6, 1, 1, 1};
  raw.sform_code = 1;
  raw.srow = {3, 0, 0, 0, 0, 3, 0, 0, 0, 0, 3, 0};
  const auto check = [&]<class T>(int datatype, T mean, double intercept) {
    raw.datatype = datatype;
    raw.slope = 1;
    raw.intercept = intercept;
    std::string bytes = raw.with<T>({});
    for (const int c : change)
      bytes += raw.data<T>({static_cast<T>(mean + static_cast<T>(c)), mean});
    file = folder / "wide.nii";
    write_file(file, bytes);
    const Grid grid = cubes({2, 1, 1});
    const Bold bold = read({grid, {0, 1}}, {});
    EXPECT_EQ(bold.problems,
              (std::vector<VoxelProblem>{VoxelProblem::none, VoxelProblem::constant}))
        << datatype;
    for (std::size_t t = 0; t < change.size(); ++t)
      EXPECT_NEAR(bold.values(t, 0), change[t] / std::sqrt(10.0 / 6), 1e-6) << datatype;
    EXPECT_NEAR(bold.mean[0], 1e8, 8);
    // Half a voxel aside all is the mean of the two: half as large, and z the same.
    Grid aside = cubes({1, 1, 1});
    aside.affine[0][3] = 1.5;
    const Bold between = read({aside, {0}}, {});
    for (std::size_t t = 0; t < change.size(); ++t)
      EXPECT_NEAR(between.values(t, 0), change[t] / std::sqrt(10.0 / 6), 1e-6) << datatype;
  };
  check(64, 1e8, 0);
  check(8, std::int32_t{100000000}, 0);
  check(1024, std::int64_t{100000000}, 0);
  check(4, std::int16_t{0}, 1e8);
}

TEST_F(BoldOfAScan, SaysWhatCannotBe) {
  const Grid grid = cubes({2, 1, 1});
  const Mask mask{grid, {0, 1}};
  write_scan(file, grid, {{1, 2}, {2, 3}, {3, 1}});
  EXPECT_EQ(
      error(mask, {.first_volume = 2, .volumes = 5}),
      "has 3 volumes, but 5 are used from volume 2 on, which needs 7; expected a scan as long "
      "as the story. Is it another story's scan, or first_volume or volumes wrong?");
  EXPECT_NE(error(mask, {.nuisance = make_nuisance(4, cosine_regressors(4, 2, 0))})
                .find("has 3 volumes, and what is to be regressed out 4"),
            std::string::npos);
  write_scan(file, grid, {{1, 2}});
  EXPECT_NE(error(mask, {}).find("a 3-D file"), std::string::npos);
}

TEST(BoldMemory, IsThatOfTheVolumesKept) {
  NiftiHeader header;
  header.grid = cubes({64, 64, 36});
  header.volumes = 300;
  const Mask mask{header.grid, std::vector<std::uint64_t>(50000)};
  const double cut = bold_memory(header, mask, {.first_volume = 10, .volumes = 100}, 2);
  EXPECT_GT(cut, 4.0 * 100 * 50000);
  EXPECT_LT(cut, 4.0 * 100 * 50000 + 3e6 + 50.0 * 50000);
  const BoldSettings whole{.volumes = 100, .nuisance = make_nuisance(300, {})};
  EXPECT_GT(bold_memory(header, mask, whole, 2), 4.0 * 300 * 50000);
}

}  // namespace
}  // namespace anbn
