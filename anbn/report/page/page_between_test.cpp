// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

/// Stories called a, b, c, ...; the matrices of a and b agree more than noise's.
StoriesShown of_stories(std::size_t count) {
  StoriesShown shown;
  shown.variant = "main";
  shown.results.draws = 1000;
  for (std::size_t s = 0; s < count; ++s) {
    shown.results.stories.emplace_back(1, static_cast<char>('a' + s % 26));
    shown.titles.push_back("Story <" + shown.results.stories.back() + ">");
  }
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = a + 1; b < count; ++b) {
      StoryPair& pair = shown.results.comparison.pairs.emplace_back();
      pair.first = a, pair.second = b;
      pair.differences = {{"neurons", "correlation", 1, 0.9, 0.1, 0.8, {0, -0.1, 0.1, 0.001}},
                          {"neurons", "correlation", {}, 0.3, 0.25, 0.05, {0, -0.1, 0.1, 0.4}}};
      pair.agreement = {{"pairs",
                         "correlation",
                         {},
                         0,
                         0,
                         b == 1 ? 0.321 : 0.012,
                         {0, -0.02, 0.02, b == 1 ? 0.004 : 0.3}}};
    }
  return shown;
}

/// The matrix of the first screen, and what the section has of each pair.
struct Pages {
  std::string matrix, section;
};

Pages pages_of(StoriesShown shown) {
  Report report = example_report();
  report.stories.push_back(std::move(shown));
  return {stories_matrix(report), stories_section(report)};
}

TEST(PairsOfStories, AreOneMatrixWithTheRestBehindIt) {
  const auto [html, pairs] = pages_of(of_stories(3));
  const std::size_t first = html.find("<td>1 Story &lt;a&gt;</td>"),
                    second = html.find("<td>2 Story &lt;b&gt;</td>"),
                    third = html.find("<td>3 Story &lt;c&gt;</td>");
  ASSERT_TRUE(first < second && second < third && third != std::string::npos);
  // Above the diagonal the agreement, below it the row's story minus the column's.
  EXPECT_TRUE(has(html.substr(first, second - first),
                  "<a href=\"#pair.main.a.b\" title=\"p 0.004, noise -0.020 to 0.020\">"
                  "<b>0.321</b></a>"));
  EXPECT_TRUE(has(html.substr(first, second - first), ">0.012</a>"));
  EXPECT_TRUE(has(html.substr(second, third - second), "<a href=\"#pair.main.a.b\" "));
  EXPECT_TRUE(has(html.substr(second, third - second), ">-0.050</a>"));
  EXPECT_FALSE(has(pairs, "Pairs of stories"));
  const auto count = [&](std::string_view words) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = pairs.find(words, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  EXPECT_EQ(count("<details><summary>Story"), 3u);
  EXPECT_TRUE(has(pairs,
                  "<details><summary>Story &lt;a&gt; and Story &lt;b&gt;</summary>\n"
                  "<div id=\"pair.main.a.b\">"));
  EXPECT_EQ(count("mean largest partial r, layer 1"), 3u);
}

TEST(PairsOfStories, OfTwoStoriesNeedNoMatrix) {
  const auto [matrix, html] = pages_of(of_stories(2));
  EXPECT_EQ(matrix, "");
  EXPECT_TRUE(has(html, "<h3>Story &lt;a&gt; and Story &lt;b&gt;</h3>"));
  EXPECT_FALSE(has(html, "<details><summary>Story"));
}

TEST(PairsOfStories, AreToldInFilesWhereTheyAreVeryMany) {
  const auto [matrix, html] = pages_of(of_stories(15));  // 105 pairs
  EXPECT_FALSE(has(html, "<details><summary>Story"));
  EXPECT_FALSE(has(matrix, "<a href"));
  EXPECT_TRUE(has(matrix, "<b>0.321</b>"));
  EXPECT_TRUE(has(html, "All figures of each pair stand in between-stories/agreement.tsv"));
}

}  // namespace
}  // namespace anbn
