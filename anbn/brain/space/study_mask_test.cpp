// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/study_mask.h"

#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/tiny_scan.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct MaskFiles : testing::Test {
  ScratchFolder folder;

  fs::path mask(const char* name, const Grid& grid, std::vector<std::uint64_t> voxels) {
    write_mask(folder / name, {grid, std::move(voxels)});
    return folder / name;
  }
  static ScanHeader scan(const Grid& grid) {
    ScanHeader scan{"scan.nii", {}};
    scan.header.grid = grid;
    scan.header.volumes = 9;
    return scan;
  }
};

TEST_F(MaskFiles, AreIntersected) {
  const Grid grid = cubes({5, 1, 1});
  const std::vector<fs::path> masks = {mask("a.nii", grid, {0, 1, 2, 3}),
                                       mask("b.nii", grid, {1, 2, 3, 4})};
  const StudyMask found = study_mask(grid, masks, {});
  EXPECT_EQ(found.mask.voxels, (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(found.mask_sizes, (std::vector<std::size_t>{4, 4}));
}

TEST_F(MaskFiles, OnAnotherGridAreResampledToTheNearestVoxel) {
  const Grid fine = cubes({6, 1, 1}, 1);
  Grid coarse = cubes({2, 1, 1});
  coarse.affine[0][3] = 1;  // centres at 1 and 4 mm
  const std::vector<fs::path> masks = {mask("fine.nii", fine, {4})};
  EXPECT_EQ(study_mask(coarse, masks, {}).mask.voxels, (std::vector<std::uint64_t>{1}));
  const std::vector<fs::path> missed = {mask("missed.nii", fine, {3})};
  EXPECT_NE(error_of([&] { study_mask(coarse, missed, {}); }).find("no voxel of the study's grid"),
            std::string::npos);
}

TEST_F(MaskFiles, AreCutToTheFieldOfViewOfEachScan) {
  const Grid grid = cubes({5, 1, 1}), short_view = cubes({2, 1, 1});
  const std::vector<fs::path> masks = {mask("a.nii", grid, {0, 1, 2, 3, 4})};
  const std::vector<ScanHeader> scans = {scan(grid), scan(short_view)};
  const StudyMask found = study_mask(grid, masks, scans);
  EXPECT_EQ(found.mask.voxels, (std::vector<std::uint64_t>{0, 1}));
  ASSERT_EQ(found.warnings.size(), 1u);
  EXPECT_NE(found.warnings[0].find("only 2 of 5 voxels of the mask (40 %)"), std::string::npos);
  Grid elsewhere = grid;
  elsewhere.affine[0][3] = 300;
  const std::vector<ScanHeader> far = {scan(elsewhere)};
  EXPECT_NE(error_of([&] { study_mask(grid, masks, far); }).find("its field of view"),
            std::string::npos);
}

TEST_F(MaskFiles, OfAnotherSpaceAreRefusedWithTheOverlap) {
  const Grid grid = cubes({9, 1, 1});
  const std::vector<fs::path> masks = {mask("a.nii", grid, {0, 1, 2, 3, 4}),
                                       mask("b.nii", grid, {4, 5, 6, 7})};
  EXPECT_NE(error_of([&] { study_mask(grid, masks, {}); })
                .find("b.nii: has 1 of 4 voxels (25 %) in common with the mask before it; expected "
                      "at least 50 %. Is it the mask of another space?"),
            std::string::npos);
}

TEST_F(MaskFiles, MakeNoGridThatDoesNotFitMemory) {
  const Grid grid = cubes({1000000, 1000000, 1000000});
  EXPECT_NE(error_of([&] { study_mask(grid, {}, {}); }).find("GB of memory"), std::string::npos);
}

TEST(StudyGrid, IsThatOfTheFirstScanOrOfOtherVoxels) {
  const Grid grid = cubes({4, 4, 4}, 3);
  EXPECT_EQ(study_grid(grid, {}), grid);
  const std::vector<double> one = {6}, three = {6, 3, 3}, two = {6, 3};
  EXPECT_EQ(study_grid(grid, one).size, (std::array<std::size_t, 3>{2, 2, 2}));
  EXPECT_EQ(study_grid(grid, three).size, (std::array<std::size_t, 3>{2, 4, 4}));
  EXPECT_NE(error_of([&] { study_grid(grid, two); }).find("has 2 numbers"), std::string::npos);
}

TEST(ScanHeader, MustBeOfSeveralVolumes) {
  ScratchFolder folder;
  write_scan(folder / "mean.nii", cubes({2, 1, 1}), {{1, 2}});
  EXPECT_NE(error_of([&] { read_scan_header(folder / "mean.nii"); }).find("a 3-D file"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
