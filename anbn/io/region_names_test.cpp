// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/region_names.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

using NamesByLabel = std::map<std::int64_t, std::string>;

NamesByLabel names_in(std::string_view text) { return parse_region_names(text, "names.txt").names; }
std::string error_in(std::string_view text) {
  return error_of([&] { parse_region_names(text, "names.txt"); });
}

TEST(RegionNames, AreReadFromTheLinesOfAalWithTheirCodes) {
  EXPECT_EQ(names_in("1 Precentral_L 2001\r\n2 Precentral_R 2002\r\n116 Vermis_10 9170\r\n"),
            (NamesByLabel{{1, "Precentral_L"}, {2, "Precentral_R"}, {116, "Vermis_10"}}));
}

TEST(RegionNames, AreReadFromTheTableOfSchaefer) {
  const RegionNames found =
      parse_region_names("index,name\n0,Background\n1,7Networks_LH_Vis_1\n", "names.csv");
  EXPECT_TRUE(found.numbered);
  EXPECT_EQ(found.names, (NamesByLabel{{0, "Background"}, {1, "7Networks_LH_Vis_1"}}));
  EXPECT_EQ(names_in("index\tname\tcolor\n3\tA, with comma\t#fff\n"),
            (NamesByLabel{{3, "A, with comma"}}));
}

TEST(RegionNames, OfATableMayStandBehindComments) {
  EXPECT_EQ(names_in("# Schaefer, 7 networks\n\nindex,name\n1,A\n2,B\n"),
            (NamesByLabel{{1, "A"}, {2, "B"}}));
  EXPECT_NE(error_in("# Schaefer\nindex,name\n1,A\nx,B\n").find("names.txt:4:"), std::string::npos);
}

// libFuzzer found it: the first line by itself has three columns, the table one.
TEST(RegionNames, MayBeginWithAQuoteThatEndsInAnotherLine) {
  EXPECT_EQ(names_in("\"\tindex\tname\n\"\n\n6#"),
            (NamesByLabel{{1, "\"\tindex\tname"}, {2, "\""}, {3, "6#"}}));
}

TEST(RegionNames, OfYeoAreALineEach) {
  const RegionNames found = parse_region_names("7Networks_1\n7Networks_2\n", "names.txt");
  EXPECT_FALSE(found.numbered);
  EXPECT_EQ(found.names, (NamesByLabel{{1, "7Networks_1"}, {2, "7Networks_2"}}));
  EXPECT_EQ(names_in("Background\nFrontal Pole\n"),
            (NamesByLabel{{0, "Background"}, {1, "Frontal Pole"}}));
}

TEST(RegionNames, OfTheUserMayHaveBlanksAndNumbers) {
  EXPECT_EQ(names_in("\xEF\xBB\xBF# Harvard-Oxford\n1 Frontal Pole\n\n2\tInsular Cortex\n"),
            (NamesByLabel{{1, "Frontal Pole"}, {2, "Insular Cortex"}}));
  // Numbers that tell names apart belong to them.
  EXPECT_EQ(names_in("44 Area 44\n45 Area 45\n"), (NamesByLabel{{44, "Area 44"}, {45, "Area 45"}}));
  EXPECT_EQ(names_in("17 Left-Hippocampus 220 216 20 0\n"),
            (NamesByLabel{{17, "Left-Hippocampus"}}));
  EXPECT_EQ(names_in("1 4\n2 6\n"), (NamesByLabel{{1, "4"}, {2, "6"}}));
}

TEST(RegionNames, ThatAreNoneAreNamedWithTheirLine) {
  EXPECT_NE(error_in("1 A\n2 B\n1 C\n").find("line 3: label 1 comes twice"), std::string::npos);
  EXPECT_NE(error_in("1 A\n2\n").find("line 2: label 2 has no name"), std::string::npos);
  EXPECT_NE(error_in("1 Visual\nMotor\n").find("line 2 (\"Motor\")"), std::string::npos);
  EXPECT_NE(error_in("<?xml version=\"1.0\"?>\n").find("XML"), std::string::npos);
  EXPECT_NE(error_in("\n# nothing\n").find("found no name"), std::string::npos);
  EXPECT_NE(error_in("1 A\xff\n").find("is not in UTF-8"), std::string::npos);
}

}  // namespace
}  // namespace anbn
