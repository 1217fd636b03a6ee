// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/import/import_maps.h"
#include "anbn/brain/networks/network_settings.h"
#include "anbn/core/nan.h"
#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "tests/support/error_of.h"
#include "tests/support/machine.h"
#include "tests/support/raw_nifti.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

/// Voxels of `mm` along x, the first one centred at `start_mm`.
Grid line_grid(std::size_t voxels, double start_mm, double mm) {
  Grid grid;
  grid.size = {voxels, 1, 1};
  grid.affine = {{{mm, 0, 0, start_mm}, {0, 1, 0, 0}, {0, 0, 1, 0}}};
  return grid;
}

class ImportedMapsTest : public testing::Test {
 protected:
  ImportedMapsTest() {
    inputs.mask = Mask{line_grid(5, 0, 1), {0, 1, 3, 4}};
    // Centred maps (3 -1 -1 -1)/4 and (-1 -1 -1 3)/4 in the mask.
    bold("a", {3, 0, 0, 1, /**/ 0, 0, 0, 2});
    inputs.maps = maps(line_grid(5, 0, 1), {{1, 0, 9, 0, 0}, {0, 0, 9, 0, 1}});
    settings.average = ListenerAverage::raw;
  }

  void bold(const std::string& name, std::vector<float> values) {
    Matrix x(values.size() / 4, 4);
    x.values = std::move(values);
    write_npy(folder / (name + ".npy"), x);
    inputs.stories.resize(1);
    inputs.stories[0].story = "one";
    inputs.stories[0].bold.push_back({name, folder / (name + ".npy")});
  }
  std::filesystem::path maps(const Grid& grid, const std::vector<std::vector<float>>& volumes) {
    const auto file = folder / "maps.nii.gz";
    NiftiWriter writer(file, {.grid = grid, .volumes = volumes.size()});
    for (const std::vector<float>& volume : volumes) writer.append(volume);
    writer.finish();
    return file;
  }
  Networks find() {
    OwnMachine machine("reference", 1);
    NetworkWork work{machine, folder.path(), folder / "checkpoint"};
    return network_method_named("import").find(inputs, settings, work);
  }
  std::string error() {
    return error_of([&] { find(); });
  }

  ScratchFolder folder;
  NetworkInputs inputs;
  NetworkSettings settings;
};

TEST_F(ImportedMapsTest, CoursesComeByDualRegression) {
  const Networks n = find();
  const std::vector<float>& c = n.stories[0].mean.values;
  // Of (3 0 0 1) and (0 0 0 2), each a sum of the maps and a constant.
  ASSERT_EQ(c.size(), 4u);
  EXPECT_NEAR(c[0], 3, 1e-6);
  EXPECT_NEAR(c[1], 1, 1e-6);
  EXPECT_NEAR(c[2], 0, 1e-6);
  EXPECT_NEAR(c[3], 2, 1e-6);
  EXPECT_EQ(n.names, (std::vector<std::string>{"BN 1", "BN 2"}));
  EXPECT_EQ(n.maps.values, (std::vector<float>{1, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(n.stories[0].scans, std::vector<std::string>{"a"});
  EXPECT_TRUE(n.warnings.empty());
}

TEST_F(ImportedMapsTest, ListenersAreStandardizedAndAveraged) {
  bold("b", {0, 0, 0, 0, /**/ 4, 0, 0, 2});
  settings.average = ListenerAverage::zscore;
  const Networks n = find();
  EXPECT_EQ(n.stories[0].listeners.size(), 2u);
  // Listener a does 3, 0 and 1, 2; listener b 0, 4 and 0, 2.
  EXPECT_NEAR(n.stories[0].mean(0, 0), 0, 1e-6);
  EXPECT_NEAR(n.stories[0].mean(0, 1), -1, 1e-6);
}

TEST_F(ImportedMapsTest, OtherGridsAreResampled) {
  // Voxels of 2 mm centred at 0, 2 and 4 mm.
  inputs.maps = maps(line_grid(3, 0, 2), {{1, 0, 4.5}});
  EXPECT_EQ(find().maps.values, (std::vector<float>{1, 0.5, 2.25, 4.5}));
}

TEST_F(ImportedMapsTest, AnAtlasOfLabelsIsRefusedWithWhatToDo) {
  inputs.maps = maps(line_grid(5, 0, 1), {{0, 1, 2, 3, 4}});
  EXPECT_NE(
      error_of([&] { find(); }).find("one volume of whole numbers, as an atlas of labels has"),
      std::string::npos);
  inputs.maps = maps(line_grid(5, 0, 1), {{0, 1, 2, 2, kFloatNan}});
  EXPECT_NE(error_of([&] { find(); }).find("an atlas of labels"), std::string::npos);
  inputs.maps = maps(line_grid(5, 0, 1), {{0, 1, 1, 0, 0}});
  EXPECT_EQ(error_of([&] { find(); }), "");
}

TEST_F(ImportedMapsTest, VoxelsWithoutValueAreZeroAndCounted) {
  inputs.maps = maps(line_grid(3, 0, 1), {{1, kFloatNan, 0}});
  const Networks n = find();
  EXPECT_EQ(n.maps.values, (std::vector<float>{1, 0, 0, 0}));
  ASSERT_EQ(n.warnings.size(), 1u);
  EXPECT_NE(n.warnings[0].find("3 of 4 values"), std::string::npos) << n.warnings[0];
}

TEST_F(ImportedMapsTest, ConstantAndDependentMapsAreWarnings) {
  inputs.maps = maps(line_grid(5, 0, 1),
                     {{1, 0, 0, 0, 0}, {2, 2, 0, 2, 2}, {0, 0, 0, 0, 1}, {1, 0, 0, 0, 1}});
  const Networks n = find();
  ASSERT_EQ(n.warnings.size(), 2u);
  EXPECT_NE(n.warnings[0].find("map 2 of 4"), std::string::npos);
  EXPECT_NE(n.warnings[1].find("only 2 of the 3 maps"), std::string::npos) << n.warnings[1];
  EXPECT_EQ(n.stories[0].mean(0, 1), 0);
}

TEST_F(ImportedMapsTest, MustSayWhereTheyLie) {
  RawNifti raw;  // without sform and qform
  raw.dim = {4, 5, 1, 1, 2, 1, 1, 1};
  raw.pixdim = {1, 1, 1, 1, 1, 1, 1, 1};
  inputs.maps = folder / "guessed.nii";
  write_file(inputs.maps, raw.with<std::int16_t>({1, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_NE(error().find("guessed.nii: its header does not say where its voxels lie"),
            std::string::npos)
      << error();
  inputs.mask->grid = read_nifti_header(inputs.maps).grid;  // the guess is right by chance
  EXPECT_EQ(error(), "");
}

TEST_F(ImportedMapsTest, WrongInputsAreErrors) {
  settings.course = NetworkCourse::linear;
  EXPECT_NE(error().find("--time-course dual"), std::string::npos);
  settings.course = NetworkCourse::dual;
  inputs.maps = maps(line_grid(5, 0, 1), {{1, 1, 0, 1, 1}});
  EXPECT_NE(error().find("is it of another space?"), std::string::npos) << error();
  bold("b", {1, 2, 3, 4});
  EXPECT_NE(error().find("b.npy: 1 volumes; expected at least 2"), std::string::npos) << error();
  inputs.stories.clear();
  EXPECT_NE(error().find("no scans"), std::string::npos);
}

}  // namespace
}  // namespace anbn
