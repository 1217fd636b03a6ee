// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/heat_map.h"

#include "tests/support/has.h"

#include <gtest/gtest.h>

#include <regex>

namespace anbn {
namespace {

std::vector<TextUnit> words(const std::vector<std::string>& texts) {
  std::vector<TextUnit> units;
  for (const std::string& text : texts)
    units.push_back({text, UnitKind::word, units.size(), 1, 0, units.size()});
  return units;
}

std::string drawn(const std::vector<TextUnit>& units, std::vector<float> weights) {
  Matrix weight(2, units.size());
  weight.values = std::move(weights);
  return heat_map_svg({"L1H1D1", "", {}, units, weight});
}

/// What lies between <g id="ID" ...> and its end.
std::string group(const std::string& svg, const std::string& id) {
  const std::size_t begin = svg.find("<g id=\"" + id + "\"");
  return svg.substr(begin, svg.find("</g>", begin) - begin);
}

std::vector<double> numbers(const std::string& text, const std::string& attribute) {
  std::vector<double> found;
  const std::regex wanted(" " + attribute + "=\"([-0-9.]+)\"");
  for (std::sregex_iterator it(text.begin(), text.end(), wanted), end; it != end; ++it)
    found.push_back(std::stod((*it)[1]));
  return found;
}

// The key above the text draws 2 bands of each colour in words and 5 of weights.
constexpr std::size_t kKeyBands = 7;

TEST(HeatMap, DrawsBothBandsWhereTheyMeetAndNoneOfWhatIsFaint) {
  const auto units = words({"the", "boy", "ran"});
  const std::string svg = drawn(units, {1, 0.5f, 0.019f, 0, 0.25f, 0});
  const std::string queries = group(svg, "queries"), keys = group(svg, "keys");
  const std::vector<double> red = numbers(queries, "fill-opacity"),
                            blue = numbers(keys, "fill-opacity");
  ASSERT_EQ(red.size(), kKeyBands + 2);
  ASSERT_EQ(blue.size(), kKeyBands + 1);
  EXPECT_NEAR(red[kKeyBands], 0.75, 1e-3);
  EXPECT_NEAR(red[kKeyBands + 1], 0.375, 1e-3);
  EXPECT_NEAR(blue[kKeyBands], 0.1875, 1e-3);
  // The red half of "boy" ends where its blue one begins.
  const double top = numbers(queries, "y").back(), height = numbers(queries, "height").back();
  EXPECT_NEAR(top + height, numbers(keys, "y").back(), 0.11);
  EXPECT_EQ(numbers(queries, "x").back(), numbers(keys, "x").back());
  EXPECT_TRUE(has(svg, ">boy<title>query 0.5, key 0.25</title></text>")) << svg;
  EXPECT_TRUE(has(svg, ">ran</text>"));
}

TEST(HeatMap, WrapsLinesAndKeepsMarksWithTheirWords) {
  std::vector<TextUnit> units;
  for (int i = 0; i < 300; ++i) {
    const std::size_t word = units.size();
    units.push_back({"lighthouse", UnitKind::word, word, 1, i < 150 ? 0u : 1u, word});
    units.push_back({",", UnitKind::mark, word + 1, 1, i < 150 ? 0u : 1u, word});
  }
  const std::string svg = drawn(units, std::vector<float>(2 * units.size()));
  const std::string text = group(svg, "words");
  const std::vector<double> x = numbers(text, "x"), y = numbers(text, "y"),
                            length = numbers(text, "textLength");
  ASSERT_EQ(x.size(), units.size());
  for (std::size_t u = 0; u < units.size(); ++u) {
    EXPECT_LE(x[u] + length[u], 880 - 28 + 1) << u;
    if (u % 2 == 1) {
      EXPECT_EQ(y[u], y[u - 1]) << u;
    }
    if (u > 0) {
      EXPECT_TRUE(y[u] > y[u - 1] || x[u] >= x[u - 1] + length[u - 1] - 0.2) << u;
    }
  }
  EXPECT_GT(y[300], y[299]);  // the second segment begins a line
  EXPECT_GE(numbers(svg, "height")[0], y.back());
  EXPECT_TRUE(has(svg, ">segment 2</text>"));
}

TEST(HeatMap, ShowsHostileWordsAsText) {
  const std::string svg =
      drawn(words({"<script>alert(1)</script>", "\"'&", "a\x1b[31m", std::string(5000, 'x')}),
            std::vector<float>(8, 1));
  EXPECT_FALSE(has(svg, "<script"));
  EXPECT_TRUE(has(svg, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_TRUE(has(svg, ">&quot;&#39;&amp;<title>"));
  EXPECT_FALSE(has(svg, "\x1b"));
  EXPECT_FALSE(has(svg, std::string(60, 'x')));  // shortened
  EXPECT_TRUE(has(svg, std::string(59, 'x') + "\u2026"));
}

}  // namespace
}  // namespace anbn
