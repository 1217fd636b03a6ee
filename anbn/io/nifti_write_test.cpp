// SPDX-License-Identifier: Apache-2.0
// What nibabel sees in files of NiftiWriter is tested by tests/nifti/round_trip.py.
#include "anbn/io/file.h"
#include "anbn/io/gzip.h"
#include "anbn/io/nifti.h"
#include "anbn/io/nifti_affine.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace anbn {
namespace {

namespace fs = std::filesystem;

const Affine kOblique = {{{-3, 0, 0, 90}, {0, 2.5, -0.5, -126}, {0, 0.5, 2.5, -72}}};
const Affine kSheared = {{{3, 1, 0, 0}, {0, 3, 0, 0}, {0, 0, 3, 0}}};

std::vector<float> read_all(const fs::path& path) {
  NiftiReader reader(path);
  const std::size_t voxels = reader.header().grid.voxels();
  std::vector<float> values(voxels * reader.header().volumes);
  for (std::size_t v = 0; v < reader.header().volumes; ++v)
    reader.read(std::span(values).subspan(v * voxels, voxels));
  return values;
}

void write_all(const fs::path& path, const NiftiFormat& format, const std::vector<float>& values) {
  NiftiWriter writer(path, format);
  const std::size_t voxels = format.grid.voxels();
  for (std::size_t v = 0; v < format.volumes; ++v)
    writer.append(std::span(values).subspan(v * voxels, voxels));
  writer.finish();
}

std::vector<float> counted(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i % 3001) / 2 - 3;
  return values;
}

TEST(NiftiWriter, WritesWhatTheReaderReads) {
  const ScratchFolder folder;
  const NiftiFormat format{{{40, 30, 20}, kOblique}, 5, 1.5, NiftiType::float32, 1};
  const std::vector<float> values = counted(40 * 30 * 20 * 5);
  for (const std::string name : {"x.nii", "x.nii.gz"}) {
    write_all(folder / name, format, values);
    const NiftiHeader header = read_nifti_header(folder / name);
    EXPECT_EQ(header.version, 1);
    EXPECT_EQ(header.datatype, "float32");
    EXPECT_EQ(header.grid, format.grid);
    EXPECT_EQ(header.affine_source, AffineSource::sform);
    EXPECT_EQ(header.volumes, 5u);
    EXPECT_EQ(header.rank, 4);
    EXPECT_EQ(header.tr_s, 1.5);
    EXPECT_EQ(read_all(folder / name), values);
  }
  const std::string plain = read_text(folder / "x.nii");
  EXPECT_EQ(plain.size(), 352 + values.size() * 4);
  EXPECT_EQ(read_text(folder / "x.nii.gz", plain.size()), plain);
}

TEST(NiftiWriter, WritesTheSameBytesForTheSameValues) {
  const ScratchFolder folder;
  const NiftiFormat format{{{40, 30, 20}, kOblique}, 3, 2, NiftiType::int16, 0.5};
  write_all(folder / "a.nii.gz", format, counted(40 * 30 * 20 * 3));
  write_all(folder / "b.nii.gz", format, counted(40 * 30 * 20 * 3));
  const auto bytes = [](const fs::path& path) {
    const MappedFile file(path);
    return std::string(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
  };
  EXPECT_EQ(bytes(folder / "a.nii.gz"), bytes(folder / "b.nii.gz"));
  EXPECT_EQ(bytes(folder / "a.nii.gz").substr(3, 5), std::string(5, '\0'));  // no name, no time
}

TEST(NiftiWriter, RoundsAndClipsIntegers) {
  const ScratchFolder folder;
  const std::vector<float> values = {0.74f, -0.76f, 1e9f, -1e9f, NAN, 3};
  write_all(folder / "i.nii", {{{6, 1, 1}, kOblique}, 1, 0, NiftiType::int16, 0.5}, values);
  EXPECT_EQ(read_all(folder / "i.nii"), (std::vector<float>{0.5, -1, 16383.5, -16384, 0, 3}));
  write_all(folder / "u.nii", {{{6, 1, 1}, kOblique}, 1, 0, NiftiType::uint8, 0.5}, values);
  EXPECT_EQ(read_all(folder / "u.nii"), (std::vector<float>{1, 0, 255, 0, 0, 3}));
  EXPECT_EQ(read_nifti_header(folder / "u.nii").slope, 1);
}

TEST(NiftiWriter, WritesNifti2WhereASizeDoesNotFit) {
  const ScratchFolder folder;
  for (const std::size_t length : {std::size_t{32767}, std::size_t{32768}}) {
    const NiftiFormat format{{{length, 1, 1}, kOblique}, 1, 0, NiftiType::int16, 0.5};
    write_all(folder / "x.nii.gz", format, counted(length));
    EXPECT_EQ(read_nifti_header(folder / "x.nii.gz").version, length == 32767 ? 1 : 2);
    EXPECT_EQ(read_nifti_header(folder / "x.nii.gz").grid, format.grid);
    EXPECT_EQ(read_all(folder / "x.nii.gz"), counted(length));
  }
  const NiftiFormat many{{{1, 1, 1}, kSheared}, 40000, 0.5, NiftiType::float32, 1};
  write_all(folder / "t.nii", many, counted(40000));
  EXPECT_EQ(read_nifti_header(folder / "t.nii").volumes, 40000u);
  EXPECT_EQ(read_nifti_header(folder / "t.nii").tr_s, 0.5);
}

TEST(NiftiWriter, LeavesTheQformOutWhereAxesAreSheared) {
  const ScratchFolder folder;
  const auto qform_code = [&](const Affine& affine) {
    write_all(folder / "x.nii", {{{2, 1, 1}, affine}, 1, 0, NiftiType::uint8, 1}, {1, 2});
    EXPECT_EQ(read_nifti_header(folder / "x.nii").grid.affine, affine);
    return static_cast<int>(read_text(folder / "x.nii")[252]);
  };
  EXPECT_EQ(qform_code(kOblique), 2);
  EXPECT_EQ(qform_code(kSheared), 0);
}

TEST(NiftiWriter, RefusesOtherNames) {
  const ScratchFolder folder;
  const NiftiFormat format{{{1, 1, 1}, kOblique}, 1, 0, NiftiType::uint8, 1};
  for (const std::string name : {"x.img", "x.gz", "x"})
    EXPECT_NE(error_of([&] { NiftiWriter(folder / name, format); }).find(".nii or .nii.gz"),
              std::string::npos);
  EXPECT_NE(error_of([&] { NiftiWriter(folder / "absent/x.nii.gz", format); }).find("absent/x"),
            std::string::npos);
}

TEST(QformOf, ComesBackForEveryTurnAndMirror) {
  const double pi = std::numbers::pi;
  for (const double mirror : {1.0, -1.0})
    for (const double x : {0.0, 0.3, pi / 2, pi, -2.8})
      for (const double y : {0.0, 1.1, pi})
        for (const double z : {0.0, -0.4, pi, 3.1}) {
          const double cx = std::cos(x), sx = std::sin(x), cy = std::cos(y), sy = std::sin(y);
          const double cz = std::cos(z), sz = std::sin(z);
          const Affine affine = {{{2 * cy * cz, 3 * (sx * sy * cz - cx * sz),
                                   mirror * 4 * (cx * sy * cz + sx * sz), 10},
                                  {2 * cy * sz, 3 * (sx * sy * sz + cx * cz),
                                   mirror * 4 * (cx * sy * sz - sx * cz), 20},
                                  {2 * -sy, 3 * sx * cy, mirror * 4 * cx * cy, 30}}};
          const auto qform = qform_of(affine);
          ASSERT_TRUE(qform);
          EXPECT_EQ(qform->qfac, mirror);
          const auto back = qform_affine(*qform, voxel_sizes(affine), kQuaternionSlack2);
          ASSERT_TRUE(back);
          for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 4; ++j) EXPECT_NEAR((*back)[i][j], affine[i][j], 1e-7);
        }
  EXPECT_FALSE(qform_of(kSheared));
  EXPECT_FALSE(qform_of(Affine{}));
}

}  // namespace
}  // namespace anbn
