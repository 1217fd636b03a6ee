// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/merged_scans.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

ScanRecord scan(const std::string& story, const std::string& name, const std::string& constant) {
  ScanRecord record;
  record.story = story;
  record.scan = name;
  record.stage.stage = "bold";
  record.stage.options = {{"volumes", "282"}, {"name", name}};
  record.stage.inputs = {{"bold", "hash of " + name}, {"mask", "00ff"}};
  record.stage.facts = {{"constant voxels", constant}};
  record.stage.warnings = {name + ": " + constant + " voxels are constant", "TR is not given"};
  return record;
}

std::vector<std::pair<std::string, StageRecord>> merged(std::vector<ScanRecord> scans) {
  VolumeNetworks volumes;
  volumes.scans = std::move(scans);
  return merged_scans(volumes);
}

TEST(MergedScans, SayOnceWhatTheyShare) {
  const auto stories =
      merged({scan("pie", "sub-01", "12"), scan("pie", "sub-02", "9"), scan("fox", "sub-03", "0")});
  ASSERT_EQ(stories.size(), 2u);
  EXPECT_EQ(stories[0].first, "pie, 2 scans");
  EXPECT_EQ(stories[1].first, "fox/sub-03");
  const StageRecord& pie = stories[0].second;
  EXPECT_EQ(pie.option("volumes"), "282");
  EXPECT_EQ(pie.option("name"), "2 different values");
  EXPECT_EQ(pie.inputs[1].second, "00ff");
  EXPECT_EQ(pie.facts[0].second, "9 to 12");
}

TEST(MergedScans, CountWarningsThatDifferOnlyInNumbers) {
  ScanRecord other = scan("pie", "sub-03", "1.5");
  other.stage.warnings = {"the header is odd"};
  const auto stories = merged({scan("pie", "sub-01", "12"), scan("pie", "sub-02", "9.25"), other});
  const std::vector<std::string> expected = {
      "2 of 3 scans, such as sub-01: sub-01: 12 voxels are constant",
      "2 of 3 scans: TR is not given", "sub-03: the header is odd"};
  EXPECT_EQ(stories[0].second.warnings, expected);
}

}  // namespace
}  // namespace anbn
