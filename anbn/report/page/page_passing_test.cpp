// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(PassingTable, HasARowForEachThresholdOfBothSides) {
  Session s = example_session();
  EXPECT_EQ(passing_table(s), "");
  s.tests.neurons.tested_phase = 200;
  s.false_discoveries.neurons = {{0.2, 90, 60.4, 95}, {0.25, 40, 1.25, 2}};
  s.false_discoveries.networks = {{0.3, 0, 0.004, 1}};
  const std::string html = passing_table(s);
  // Where more are found than noise's bound, and which threshold is told of.
  EXPECT_NE(html.find("<b class=found>40</b>"), std::string::npos) << html;
  EXPECT_EQ(html.find("<b class=found>90</b>"), std::string::npos);
  EXPECT_NE(html.find("<b>0.25</b>"), std::string::npos);
  EXPECT_EQ(html.find("<b>0.2</b>"), std::string::npos);
  EXPECT_NE(html.find("largest partial r at least"), std::string::npos);
  EXPECT_NE(html.find("3.1 %"), std::string::npos);
  EXPECT_NE(html.find("n/a"), std::string::npos);  // of none found there is no share
}

}  // namespace
}  // namespace anbn
