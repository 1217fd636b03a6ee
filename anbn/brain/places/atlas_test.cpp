// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/places/atlas.h"

#include "anbn/brain/places/map_parts.h"
#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/small_brain.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

namespace fs = std::filesystem;

class AtlasTest : public testing::Test {
 protected:
  fs::path labels(const std::function<double(const Point&)>& label_at,
                  const Grid& grid = small_grid(4)) {
    const fs::path file = folder_.path() / fmt::format("atlas{}.nii.gz", ++files_);
    write_labels(file, grid, label_at);
    return file;
  }
  fs::path names(std::string_view text) {
    const fs::path file = folder_.path() / fmt::format("names{}.txt", ++files_);
    write_file(file, text);
    return file;
  }
  Atlas read(const fs::path& file, const fs::path& names = "") {
    return read_atlas({file, names, "octants"}, mask_);
  }
  std::string error(const fs::path& file, const fs::path& names = "") {
    return error_of([&] { read(file, names); });
  }
  static std::string warnings(const Atlas& atlas) {
    std::string all;
    for (const std::string& warning : atlas.warnings) all += warning + "\n";
    return all;
  }

  ScratchFolder folder_;
  Mask mask_ = small_brain(6);
  int files_ = 0;
};

TEST_F(AtlasTest, GivesEachVoxelTheLabelOfTheNearest) {
  // Centres of the mask's voxels of 6 mm lie on centres of those of 4 mm, or half way between two:
  // then the one farther right, front or top has it.
  const Atlas atlas = read(labels(octant));
  const std::vector<Point> places = places_of(mask_);
  std::size_t covered = 0;
  for (std::size_t v = 0; v < mask_.size(); ++v) {
    Point p = places[v];
    for (double& x : p) x = 4 * std::floor(x / 4 + 0.5);
    const double expected = octant(p);
    const std::size_t r = atlas.region_of[v];
    EXPECT_EQ(r < 8 ? static_cast<double>(atlas.regions[r].label) : 0, expected);
    covered += expected > 0;
  }
  EXPECT_EQ(atlas.covered, covered);
  EXPECT_EQ(atlas.regions.size(), 8u);
  EXPECT_EQ(atlas.regions[0].name, "label 1");
  EXPECT_NEAR(atlas.inside, 1, 0.01);
}

TEST_F(AtlasTest, IsTheSameWhateverTheOrderOfTheFilesVoxels) {
  const Atlas one = read(labels(octant));
  const Atlas other = read(labels(octant, small_grid(4, FirstVoxel::left)));
  EXPECT_EQ(one.region_of, other.region_of);
  EXPECT_EQ(one.inside, other.inside);
}

TEST_F(AtlasTest, LiesWhereItsAffineSays) {
  Grid grid = small_grid(6);
  const fs::path file = labels(octant, grid);
  const auto shifted = [&](const Point& p) { return octant({p[0] - 12, p[1], p[2]}); };
  EXPECT_EQ(read(labels(shifted, grid)).region_of,
            [&] {
              NiftiReader reader(file);
              std::vector<float> volume(grid.voxels());
              reader.read(volume);
              Grid moved_grid = grid;
              moved_grid.affine[0][3] += 12;
              NiftiWriter writer(folder_.path() / "moved.nii", {.grid = moved_grid});
              writer.append(volume);
              writer.finish();
              return read(folder_.path() / "moved.nii");
            }()
                .region_of);
}

TEST_F(AtlasTest, SaysWhichNamesAreMissing) {
  const fs::path file = labels(octant);
  EXPECT_NE(error(file, names("A\nB\nC\n")).find("3 names without numbers"), std::string::npos);
  const Atlas some = read(file, names("1 A\n2 B\n3 C\n4 D\n5 E\n6 F\n7 G\n"));
  EXPECT_EQ(some.regions[6].name, "G");
  EXPECT_EQ(some.regions[7].name, "label 8");
  EXPECT_NE(warnings(some).find("1 of 8 regions have no name"), std::string::npos);
  const Atlas more = read(file, names("A\nB\nC\nD\nE\nF\nG\nH\nI\n"));
  EXPECT_NE(warnings(more).find("1 of 9 names"), std::string::npos);
  EXPECT_NE(warnings(more).find("(I)"), std::string::npos);
  EXPECT_TRUE(read(file, names("A\nB\nC\nD\nE\nF\nG\nH\n")).warnings.empty());
  ASSERT_FALSE(read(file).facts.empty());
  EXPECT_EQ(read(file).facts[0].first, "names");
}

TEST_F(AtlasTest, OutsideTheMaskIsRefusedAndPartlyOutsideTold) {
  Grid far = small_grid(4);
  far.affine[2][3] += 500;
  EXPECT_NE(error(labels([](const Point&) { return 1; }, far)).find("no region has a voxel"),
            std::string::npos);
  const auto shifted = [](const Point& p) { return octant({p[0], p[1], p[2] - 80}); };
  Grid high = small_grid(4);
  high.affine[2][3] += 80;
  const Atlas atlas = read(labels(shifted, high));
  EXPECT_NE(warnings(atlas).find("of its volume lies in the mask"), std::string::npos);
  EXPECT_NE(warnings(atlas).find("have no voxel in the mask"), std::string::npos);
}

TEST_F(AtlasTest, MustBeWholeNumbersInThreeDimensions) {
  EXPECT_NE(error(labels([](const Point&) { return 0.25; })).find("found the value 0.25"),
            std::string::npos);
  EXPECT_NE(error(labels([](const Point&) { return -1; })).find("found the value -1"),
            std::string::npos);
  EXPECT_NE(error(labels([](const Point&) { return 0; })).find("all labels are 0"),
            std::string::npos);
  NiftiWriter writer(folder_.path() / "4d.nii", {.grid = mask_.grid, .volumes = 2});
  const std::vector<float> volume(mask_.grid.voxels(), 1);
  writer.append(volume);
  writer.append(volume);
  writer.finish();
  EXPECT_NE(error(folder_.path() / "4d.nii").find("found 2 volumes"), std::string::npos);
}

TEST_F(AtlasTest, WithLeftNamesOnTheRightIsSuspicious) {
  const fs::path file = labels([](const Point& p) {
    return octant(p) == 0 ? 0 : p[0] < 0 ? 1 : p[0] > 0 ? 2 : 0;
  });
  EXPECT_TRUE(read(file, names("1 Temporal_L\n2 Temporal_R\n")).warnings.empty());
  EXPECT_NE(warnings(read(file, names("1 Temporal_R\n2 Temporal_L\n"))).find("mirrored"),
            std::string::npos);
}

TEST(PlainName, IsWithoutSideAndNumberOfTheParcel) {
  EXPECT_EQ(plain_name("7Networks_LH_Default_pCunPCC_1").words, "Default");
  EXPECT_EQ(plain_name("7Networks_LH_Default_pCunPCC_1").hemisphere, Hemisphere::left);
  EXPECT_EQ(plain_name("7Networks_7").words, "Default");
  EXPECT_EQ(plain_name("17Networks_7").words, "17Networks 7");
  EXPECT_EQ(plain_name("Temporal_Mid_R").words, "Temporal Mid");
  EXPECT_EQ(plain_name("Temporal_Mid_R").hemisphere, Hemisphere::right);
  EXPECT_EQ(plain_name("Right-Hippocampus").words, "Hippocampus");
  EXPECT_EQ(plain_name("Frontal Pole").words, "Frontal Pole");
  EXPECT_EQ(plain_name("L").words, "L");
  EXPECT_EQ(plain_name("_").words, "_");
}

}  // namespace
}  // namespace anbn
