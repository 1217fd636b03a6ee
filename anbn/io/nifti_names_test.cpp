// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/file.h"
#include "anbn/io/nifti.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string_view>
#include <vector>

namespace anbn {
namespace {

TEST(NiftiNames, KnowsWhichFilesBelongTogether) {
  const ScratchFolder folder;
  using Paths = std::vector<std::filesystem::path>;
  for (const char* name : {"a.hdr", "a.img", "b.hdr", "b.img.gz", "c.img", "d.nii"})
    write_file(folder / name, std::string_view("x"));
  EXPECT_EQ(nifti_files(folder / "a.hdr"), (Paths{folder / "a.hdr", folder / "a.img"}));
  EXPECT_EQ(nifti_files(folder / "a.img"), (Paths{folder / "a.img", folder / "a.hdr"}));
  EXPECT_EQ(nifti_files(folder / "b.hdr"), (Paths{folder / "b.hdr", folder / "b.img.gz"}));
  EXPECT_EQ(nifti_files(folder / "c.img"), (Paths{folder / "c.img"}));
  EXPECT_EQ(nifti_files(folder / "d.nii"), (Paths{folder / "d.nii"}));
  EXPECT_EQ(nifti_files("words.tsv"), (Paths{"words.tsv"}));
}

TEST(NiftiNames, KnowsNamesWithoutTheirEndings) {
  EXPECT_EQ(nifti_stem("a/sub-01_bold.nii.gz"), "sub-01_bold");
  EXPECT_EQ(nifti_stem("sub.01.nii"), "sub.01");
  EXPECT_EQ(nifti_stem("x.img.gz"), "x");
  EXPECT_EQ(nifti_stem("x.csv"), "x.csv");
}

}  // namespace
}  // namespace anbn
