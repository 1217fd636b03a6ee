// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scans/scan_time.h"

#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(RepetitionTime, IsTheSidecarsThenTheHeadersThenTheStorys) {
  const RepetitionTime time = repetition_time("x", {.header = 2, .sidecar = 1.5, .story = 1.5});
  EXPECT_EQ(time.tr_s, 1.5);
  EXPECT_EQ(time.warnings, std::vector<std::string>{
                               "the header says TR 2 s and the sidecar 1.5 s; the sidecar's is "
                               "used"});
  EXPECT_EQ(repetition_time("x", {.header = 2}).tr_s, 2);
  EXPECT_EQ(repetition_time("x", {.story = 1.5}).tr_s, 1.5);
  EXPECT_EQ(repetition_time("x", {}).tr_s, 0);
}

TEST(RepetitionTime, OfAStoryMustAgreeWithTheScan) {
  const std::string error =
      error_of([] { repetition_time("x.nii", {.header = 1500, .story = 1.5, .volumes = 4}); });
  EXPECT_NE(error.find("x.nii: one volume takes 1.5 s by the story (tr_s), none by the sidecar "
                       "(RepetitionTime) and 1500 s by the header (pixdim[4]), which makes "
                       "5.99e+03 s over 4 volumes; expected the same. Is the number in "
                       "milliseconds?"),
            std::string::npos)
      << error;
  EXPECT_NE(error_of([] {
              repetition_time("x.nii", {.header = 1.5, .sidecar = 2, .story = 1.5, .volumes = 20});
            }).find("2 s by the sidecar"),
            std::string::npos);
}

TEST(RepetitionTime, IsJudgedByWhereTheLastVolumeComes) {
  const auto told = [](double header, double story, std::size_t volumes) {
    return repetition_time("x", {.header = header, .story = story, .volumes = volumes}).warnings;
  };
  EXPECT_EQ(told(1.50025, 1.5, 300).size(), 0u);  // 0.05 volumes
  EXPECT_EQ(told(1.49, 1.5, 20).size(), 0u);      // 0.13
  EXPECT_EQ(told(1.49, 1.5, 100),                 // 0.67
            std::vector<std::string>{"tr_s is 1.5 s and the header says 1.49 s, which makes 1 s "
                                     "over 100 volumes; volumes are timed by tr_s"});
  EXPECT_EQ(told(1.45, 1.5, 3).size(), 1u);  // 0.1, but no rounding
  EXPECT_NE(error_of([&] { told(1.49, 1.5, 282); }).find("2.82 s over 282 volumes"),
            std::string::npos);
  EXPECT_EQ(
      repetition_time("x", {.header = 1.50025, .sidecar = 1.5, .volumes = 300}).warnings.size(),
      0u);
  EXPECT_EQ(repetition_time("x", {.header = 1.495, .sidecar = 1.5, .volumes = 300}).warnings.size(),
            1u);
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
  write_file(folder / "d.json", std::string_view(R"({"VolumeTiming": [0, 2.5, 9]})"));
  EXPECT_NE(error_of([&] { sidecar_tr_s(folder / "d.json"); }).find("has VolumeTiming"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
