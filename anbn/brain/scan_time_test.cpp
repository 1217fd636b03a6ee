// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scan_time.h"

#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(RepetitionTime, IsTheSidecarsThenTheHeadersThenTheStorys) {
  EXPECT_EQ(repetition_time("x", {.header = 2, .sidecar = 1.5, .story = 1.5}).tr_s, 1.5);
  EXPECT_EQ(repetition_time("x", {.header = 2, .sidecar = 1.5}).warning,
            "the header says TR 2 s and the sidecar 1.5 s; the sidecar's is used");
  EXPECT_EQ(repetition_time("x", {.header = 1.50025, .sidecar = 1.5}).warning, "");
  EXPECT_EQ(repetition_time("x", {.header = 2}).tr_s, 2);
  EXPECT_EQ(repetition_time("x", {.story = 1.5}).tr_s, 1.5);
  EXPECT_EQ(repetition_time("x", {}).tr_s, 0);
}

TEST(RepetitionTime, OfAStoryMustAgreeWithTheScan) {
  EXPECT_NE(
      error_of([] { repetition_time("x.nii", {.header = 1500, .story = 1.5}); })
          .find("x.nii: one volume takes 1.5 s by the story (tr_s), none by the sidecar "
                "(RepetitionTime) and 1500 s by the header (pixdim[4]); expected the same. Is "
                "the number in milliseconds?"),
      std::string::npos);
  EXPECT_NE(error_of([] {
              repetition_time("x.nii", {.header = 1.5, .sidecar = 2, .story = 1.5});
            }).find("2 s by the sidecar"),
            std::string::npos);
}

TEST(Sidecar, TellsTheRepetitionTimeOrNothing) {
  ScratchFolder folder;
  write_file(folder / "a.json", std::string_view(R"({"RepetitionTime": 1.5, "SliceTiming": [0]})"));
  write_file(folder / "b.json", std::string_view(R"({"TaskName": "x"})"));
  write_file(folder / "c.json", std::string_view(R"({"RepetitionTime": -1})"));
  EXPECT_EQ(sidecar_tr_s(folder / "a.json"), 1.5);
  EXPECT_EQ(sidecar_tr_s(folder / "b.json"), 0);
  EXPECT_EQ(sidecar_tr_s({}), 0);
  EXPECT_NE(error_of([&] { sidecar_tr_s(folder / "c.json"); }).find("RepetitionTime is -1"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
