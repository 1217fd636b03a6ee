// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/study_mask.h"

#include "anbn/brain/space/grid.h"
#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/raw_nifti.h"
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
    scan.header.affine_source = AffineSource::sform;
    scan.header.voxel_mm = voxel_sizes(grid);
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

TEST_F(MaskFiles, OfOtherValuesThanTwoAreDoubtedAndOfNegativeOnesRefused) {
  const Grid grid = cubes({10, 10, 10});
  std::vector<float> volume(1000);
  for (std::size_t v = 0; v < 600; ++v) volume[v] = static_cast<float>(v % 10) / 10;
  const auto given = [&](double threshold) {
    NiftiWriter writer(folder / "p.nii", {.grid = grid});
    writer.append(volume);
    writer.finish();
    return study_mask(grid, std::vector<fs::path>{folder / "p.nii"}, {}, threshold);
  };
  const StudyMask doubted = given(0);
  EXPECT_EQ(doubted.mask.size(), 540u);
  ASSERT_EQ(doubted.warnings.size(), 1u);
  EXPECT_NE(doubted.warnings[0].find("all 540 of 1000 voxels above 0"), std::string::npos);
  EXPECT_EQ(given(0.5).mask.size(), 240u);
  EXPECT_TRUE(given(0.5).warnings.empty());
  std::fill(volume.begin(), volume.end(), 1.0f);
  ASSERT_EQ(given(0).warnings.size(), 1u);
  EXPECT_NE(given(0).warnings[0].find("1000 of 1000 voxels of its grid"), std::string::npos);
  volume[7] = volume[9] = -1;
  EXPECT_NE(error_of([&] { given(0); }).find("2 voxels of 1000 are below 0 (down to -1)"),
            std::string::npos);
}

TEST_F(MaskFiles, AreOfScansThatAreAllPlacedOrAllByGuess) {
  const Grid grid = cubes({5, 1, 1});
  const std::vector<fs::path> masks = {mask("a.nii", grid, {0, 1, 2})};
  std::vector<ScanHeader> scans = {scan(grid), scan(grid)};
  scans[1].file = "guessed.nii";
  scans[1].header.affine_source = AffineSource::voxel_sizes;
  EXPECT_NE(error_of([&] {
              study_mask(grid, masks, scans);
            }).find("guessed.nii: its header does not say where its voxels lie"),
            std::string::npos);
  scans[0].header.affine_source = AffineSource::voxel_sizes;
  const StudyMask found = study_mask(grid, masks, scans);
  ASSERT_EQ(found.warnings.size(), 1u);
  EXPECT_NE(found.warnings[0].find("by guess"), std::string::npos);
  const Grid huge = cubes({5, 1, 1}, 3000);
  const std::vector<fs::path> of_huge = {mask("b.nii", huge, {0, 1, 2})};
  const std::vector<ScanHeader> micrometres = {scan(huge)};
  ASSERT_EQ(study_mask(huge, of_huge, micrometres).warnings.size(), 1u);
}

TEST_F(MaskFiles, ArePlacedAsTheScansAre) {
  RawNifti raw;  // without sform and qform
  raw.dim = {3, 5, 1, 1, 1, 1, 1, 1};
  raw.pixdim = {1, 3, 3, 3, 1, 1, 1, 1};
  write_file(folder / "guessed.nii", raw.with<std::int16_t>({0, 1, 1, 1, 0}));
  const std::vector<fs::path> masks = {folder / "guessed.nii"};
  const Grid grid = cubes({5, 1, 1});
  std::vector<ScanHeader> scans = {scan(grid)};
  const auto message = [&] { return error_of([&] { study_mask(grid, masks, scans); }); };
  EXPECT_NE(message().find("guessed.nii: its header does not say where its voxels lie"),
            std::string::npos)
      << message();
  // What the guess comes to is right by chance.
  scans[0].header.grid = read_nifti_header(masks[0]).grid;
  EXPECT_EQ(study_mask(scans[0].header.grid, masks, scans).mask.size(), 3u);
  // A mask that is placed, and scans that are not.
  const std::vector<fs::path> placed = {mask("placed.nii", grid, {1, 2})};
  scans[0].header.affine_source = AffineSource::voxel_sizes;
  EXPECT_NE(error_of([&] {
              study_mask(scans[0].header.grid, placed, scans);
            }).find("scan.nii: its header does not say where its voxels lie"),
            std::string::npos);
  // An affine of zeros.
  scans = {scan(grid)};
  scans[0].header.grid.affine = Affine{};
  EXPECT_NE(error_of([&] {
              study_mask(grid, placed, scans);
            }).find("scan.nii: its affine maps all voxels into a plane"),
            std::string::npos);
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
