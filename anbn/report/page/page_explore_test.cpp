// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/example_report.h"
#include "anbn/report/numbers/explored_pairs.h"
#include "anbn/report/page/packed.h"
#include "anbn/report/page/page_parts.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

Report explored_report() {
  Report report = example_report();
  Session& s = report.sessions[0];
  s.network_name = {"BN 1", "BN 2", "</script>"};
  s.pairs[2].network_name = s.network_name[2];
  s.heard = {{"<b>The", -0.5}, {"end", 1.25}};
  s.explored = explored_pairs(s, nullptr, 9);
  s.explored->network_courses = {{1, -1.02, kNan}, {}, {9, -9, 0}};
  s.explored->neuron_courses = {{0.05, 0, 0}, {0, 0, 0}};
  return report;
}

TEST(Explored, HasItsNamesAsJsonThatCannotEndItsElement) {
  const std::string json = explore_json(explored_report());
  EXPECT_FALSE(has(json, "<"));
  EXPECT_TRUE(has(json, "\"neurons\":[\"L1H1D1\",\"L2H1D1\"]"));
}

TEST(Explored, HasTheRestPacked) {
  const std::string told =
      R"({"tr_s":1.5,"volumes":282,"words":["\u003cb\u003eThe","end"],"times":[-0.5,1.25],"pairs":[)"
      R"(["network",0,0,"","L1H1D1",0.1,0,0,0,0,0.4,0.4,"","","",[]],)";
  const Report report = explored_report();
  std::vector<std::uint8_t> bytes;
  const std::string whole = told_json(report.sessions[0], bytes);
  EXPECT_TRUE(whole.starts_with(told)) << whole;
  EXPECT_TRUE(whole.ends_with(R"("networkCourses":[0,2],"neuronCourses":[0,1]})")) << whole;
  // 20, -20, NaN as -128, then 127 and -127 for what lies beyond, 0; 1, 0, 0; 0, 0, 0: each as the
  // difference to the one before it.
  EXPECT_EQ(bytes, (std::vector<std::uint8_t>{20, 216, 148, 127, 2, 127, 1, 255, 0, 0, 0, 0}));
  EXPECT_TRUE(has(explore_json(report),
                  "\"told\":\"" + packed(whole) + "\",\"courses\":\"" + packed(bytes) + "\""));
}

TEST(Explored, SaysWhereAMapIsAndWhetherItIsFlipped) {
  Report report = explored_report();
  EXPECT_FALSE(has(explore_json(report), "\"sign\""));
  add_volumes(report);
  EXPECT_TRUE(
      has(explore_json(report), "{\"name\":\"BN 2\",\"sign\":-1,\"peak\":[0,0,0],\"axial\":[0]}"))
      << explore_json(report);
}

TEST(Explored, IsNothingWhereNoCoursesAreKept) {
  EXPECT_EQ(explore_json(example_report()), "{\"networks\":[],\"stories\":[]}");
}

}  // namespace
}  // namespace anbn
