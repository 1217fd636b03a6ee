// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/html.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(Escaped, LeavesNoMarkup) {
  EXPECT_EQ(escaped("<b a=\"x\" b='y'>&"), "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
  EXPECT_EQ(escaped("caf\u00e9 \u2264"), "caf\u00e9 \u2264");
}

TEST(Escaped, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(escaped("a\xff"
                    "b"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(escaped("\xc3"), "\uFFFD");                      // cut short
  EXPECT_EQ(escaped("\xc0\xaf"), "\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(escaped("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
}

TEST(HtmlTable, EscapesCellsAndKeepsWhatTheySortBy) {
  const std::string html =
      html_table("A & B", {{"name"}, {"p", Align::right, "why \"so\""}},
                 {{"<i>", HtmlCell("0.0002", 0.00019996)}}, Sorting::by_reader);
  EXPECT_NE(html.find("<td>&lt;i&gt;</td>"), std::string::npos) << html;
  EXPECT_NE(html.find("<td class=n data-value=\"0.00019996\">0.0002</td>"), std::string::npos)
      << html;
  EXPECT_NE(html.find("title=\"why &quot;so&quot;\""), std::string::npos) << html;
  EXPECT_NE(html.find("A &amp; B"), std::string::npos) << html;
  EXPECT_NE(html.find("data-sortable"), std::string::npos) << html;
}

}  // namespace
}  // namespace anbn
