// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/nifti.h"

#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace anbn {
namespace {

const Affine kOblique = {{{-3, 0, 0, 90}, {0, 2.5, -0.5, -126}, {0, 0.5, 2.5, -72}}};

std::vector<float> read_all(const std::filesystem::path& path) {
  NiftiReader reader(path);
  const std::size_t voxels = reader.header().grid.voxels();
  std::vector<float> values(voxels * reader.header().volumes);
  for (std::size_t v = 0; v < reader.header().volumes; ++v)
    reader.read(std::span(values).subspan(v * voxels, voxels));
  return values;
}

void write_all(const std::filesystem::path& path, const NiftiFormat& format,
               const std::vector<float>& values) {
  NiftiWriter writer(path, format);
  const std::size_t voxels = format.grid.voxels();
  for (std::size_t v = 0; v < format.volumes; ++v)
    writer.append(std::span(values).subspan(v * voxels, voxels));
  writer.finish();
}

std::vector<float> counted(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i) - 3;
  return values;
}

TEST(NiftiWriter, WritesWhatTheReaderReads) {
  const ScratchFolder folder;
  const NiftiFormat format{{{4, 3, 2}, kOblique}, 5, 1.5, NiftiType::float32, 1};
  for (const std::string name : {"x.nii", "x.nii.gz"}) {
    const auto values = counted(4 * 3 * 2 * 5);
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
}

TEST(NiftiWriter, WritesNifti2WhereASizeDoesNotFit) {
  const ScratchFolder folder;
  const NiftiFormat format{{{40000, 1, 1}, kOblique}, 1, 0, NiftiType::int16, 0.5};
  const auto values = counted(40000);
  write_all(folder / "x.nii.gz", format, values);
  const NiftiHeader header = read_nifti_header(folder / "x.nii.gz");
  EXPECT_EQ(header.version, 2);
  EXPECT_EQ(header.slope, 0.5);
  EXPECT_EQ(header.grid, format.grid);
  const auto got = read_all(folder / "x.nii.gz");
  EXPECT_EQ(got[100], values[100]);
  EXPECT_EQ(got[39999], 16383.5f);  // 32767 * 0.5: clipped
}

}  // namespace
}  // namespace anbn
