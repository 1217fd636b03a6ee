// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/nan.h"
#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(NullsTable, SaysWhatEachNullModelIsAndWhatLimitsIt) {
  Session s = example_session();
  EXPECT_EQ(nulls_table(s), "");
  NullSummary null;
  null.null = "wrong-story";
  null.draw = "the same networks in another story";
  null.remark = "a description, no test: with 2 stories no p below 1/2 exists";
  null.family = "pieman: 4 neurons are one family, 3 networks another";
  null.draws = 1;
  null.smallest_p = 0.5;
  null.global = {0.3, kNan, "n/a", 0.1, 0.2};
  null.omnibus.p = 0.375;
  null.neurons.tested = 4;
  s.tests.nulls = {null};
  s.tests.correction = Correction::benjamini_yekutieli;
  const std::string html = nulls_table(s);
  for (const char* words : {"no p below 1/2 exists", "Benjamini and Yekutieli", "a description",
                            "4 neurons are one family", "0 of 4", "0.38", "Figures of all pairs",
                            "0.02120", "0.01790 to 0.02310"})
    EXPECT_NE(html.find(words), std::string::npos) << words << "\n" << html;
}

}  // namespace
}  // namespace anbn
