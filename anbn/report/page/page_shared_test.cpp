// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

RegionOfThird row(const std::string& region, double p, double q) {
  return {"Yeo-7", 1, region, LayerThird::late, 0.125, {2, 0, 4, 3, 1.25, 0.5, 0.13, 0.1, p, q}};
}

TEST(PageShared, ShowTheStrongestAndAllThatAreNamedBesideTheUntrained) {
  Session s = example_session();
  EXPECT_EQ(shared_regions_part(s, nullptr), "");
  s.shared_regions = {row("a", 0.5, 0.9),    row("b", 0.001, 0.01),   row("c", 0.002, 0.02),
                      row("d", 0.003, 0.03), row("<e>", 0.004, 0.04), row("f", 0.4, 0.9)};
  const std::string alone = shared_regions_part(s, nullptr);
  EXPECT_TRUE(has(alone, "<p>Best pairs: in Yeo-7 late layers share b, c, d and &lt;e&gt;.</p>"))
      << alone;
  for (const char* shown : {"<b class=found>b</b>", "<b class=found>&lt;e&gt;</b>", "3 of 4", "1.2",
                            "50.0 %", "13.0 %"})
    EXPECT_TRUE(has(alone, shown)) << shown << alone;
  for (const char* hidden : {">a<", ">f<", "<e>", "ntrained"})
    EXPECT_FALSE(has(alone, hidden)) << hidden;
  Session untrained = example_session();
  untrained.shared_regions = {row("a", 0.5, 0.9)};
  const std::string both = shared_regions_part(s, &untrained);
  EXPECT_TRUE(has(both, "Untrained model: in Yeo-7 no layers share a region more than chance."));
  EXPECT_TRUE(has(both, ">untrained<"));
  EXPECT_TRUE(has(both, ">a<"));
}

}  // namespace
}  // namespace anbn
