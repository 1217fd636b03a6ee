// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/example_report.h"
#include "anbn/report/page/page.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "tests/support/has.h"
#include "tests/support/page_of.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace anbn {
namespace {

Report of_two_stories() {
  Report report = example_report();
  add_together(report);
  return report;
}

TEST(AllStoriesOnThePage, ComeFirst) {
  const std::string html = page(of_two_stories());
  const std::size_t all = html.find("<p class=\"eyebrow\">All 2 stories together</p>");
  ASSERT_NE(all, std::string::npos);
  EXPECT_LT(all, html.find("<p class=\"eyebrow\">Pie Man</p>"));
  EXPECT_LT(html.find("<h2>All 2 stories together"), html.find("<h2>Pie Man"));
  EXPECT_TRUE(has(html, "<h3>There is coupling that single pairs carry: "));
  EXPECT_TRUE(has(html, "Yes. Over all 2 stories (10.0 min) the largest partial correlation"));
  EXPECT_TRUE(has(html, "random phases, each story\u2019s apart, give 0.300"));
}

TEST(AllStoriesOnThePage, StandBesideWhatEachIsAlone) {
  const Report report = of_two_stories();
  const std::string table = together_table(report, report.sessions[0]);
  EXPECT_TRUE(has(table, "r of L1H1D2-BN2"));
  const std::size_t pieman = table.find("Pie Man"), shapes = table.find("Shapes"),
                    all = table.find("All 2 stories together");
  EXPECT_TRUE(pieman < shapes && shapes < all);
  const auto between = [&](std::size_t from, std::size_t to) {
    return table.substr(from, to - from);
  };
  for (const char* cell : {">70.5 %<", ">0.440<", ">0.410<", ">0.61<", ">0.460<"})
    EXPECT_TRUE(has(between(pieman, shapes), cell)) << cell << table;
  for (const char* cell : {">29.5 %<", ">0.310<", ">0.520<", ">L2H1D1-BN1<", ">0.2<"})
    EXPECT_TRUE(has(between(shapes, all), cell)) << cell << table;
  for (const char* cell : {">0.402<", ">0.002<", ">0.350<"})
    EXPECT_TRUE(has(table.substr(all), cell)) << cell << table;
  EXPECT_TRUE(has(table, "its r in one of them describes and tests nothing"));
  EXPECT_EQ(together_table(report, report.sessions[1]), "");
}

TEST(AllStoriesOnThePage, ShowTheReliabilityThatTheyCountWith) {
  Report report = of_two_stories();
  EXPECT_FALSE(has(together_table(report, report.sessions[0]), "reliability"));
  report.sessions[0].together[0].reliability = 0.8;
  report.sessions[0].together[1].reliability = 0.25;
  const std::string table = together_table(report, report.sessions[0]);
  for (const char* cell : {"reliability", ">0.8<", ">0.25<", "volumes times reliability"})
    EXPECT_TRUE(has(table, cell)) << cell << table;
  EXPECT_TRUE(has(page(report), "volumes times the reliability of their scans"));
}

TEST(AllStoriesOnThePage, HaveNothingThatIsOfOneStory) {
  const Report report = of_two_stories();
  const PageFigures figures = compute_figures(report);
  const auto kinds = [&](std::size_t session) {
    std::vector<std::string_view> names;
    for (const Figure& figure : figures.sessions[session]) names.push_back(figure.kind.name);
    return names;
  };
  const std::vector<std::string_view> all = kinds(0);
  EXPECT_EQ(all.size() + 1, kinds(1).size());
  EXPECT_EQ(std::count(all.begin(), all.end(), "layer_means"), 1);
  EXPECT_EQ(std::count(all.begin(), all.end(), "lags"), 0);
  const std::string pairs = pair_tables(report.sessions[0]);
  EXPECT_FALSE(has(pairs, "strongest pair a segment"));
  EXPECT_TRUE(has(pair_tables(report.sessions[1]), "strongest pair a segment"));
  const std::string data = data_section(report);
  EXPECT_FALSE(has(data, "All 2 stories"));
  EXPECT_TRUE(has(data, "Shapes"));
  const std::string html = page(report);
  std::size_t papers = 0;
  for (std::size_t at = 0; (at = html.find("<h3>Beside the paper</h3>", at)) != std::string::npos;
       ++at)
    ++papers;
  EXPECT_EQ(papers, 2u);
}

TEST(AllStoriesOnThePage, StandBesideTheUntrainedModel) {
  Report report = of_two_stories();
  Report untrained = of_two_stories();
  untrained.sessions[0].tests.global = {0.9, 0.001, "L1H1D1-BN1", 0.3, 0.35};
  untrained.sessions[0].tests.omnibus.largest.excess = 9;
  for (Session& s : untrained.sessions) s.variant = "untrained";
  report.untrained = untrained.sessions;
  EXPECT_TRUE(has(summary_section(report, nullptr),
                  "But the untrained model finds more: the claim about language fails.</h3>"));
  const std::string controls = controls_section(report);
  const std::size_t all = controls.find("<h3>All 2 stories together</h3>"),
                    pieman = controls.find("<h3>Pie Man</h3>");
  ASSERT_TRUE(all < pieman && pieman != std::string::npos);
  EXPECT_TRUE(has(controls.substr(all, pieman - all), "untrained model"));
  EXPECT_TRUE(has(controls, "6 in all"));
}

TEST(AllStoriesOnThePage, SayWhichControlsAreOfFewerStories) {
  Report report = of_two_stories();
  report.sessions[0].together.push_back({"fox", 9, 0.1, 0.2});
  Session control = report.sessions[0];
  control.variant = "nuisance";
  control.words = "pooled";
  report.controls = {control};
  EXPECT_FALSE(has(controls_section(report), "stories alone"));
  report.controls[0].together.pop_back();
  EXPECT_TRUE(has(controls_section(report), "<small>of 2 stories alone</small>"));
}

/// Four stories and what they are together.
Report of_four_stories() {
  Report report = of_two_stories();
  report.sessions[0].title = "All 4 stories together";
  for (const char* name : {"tunnel", "milky"}) {
    Session s = report.sessions[1];
    s.story = s.title = name;
    report.sessions.push_back(s);
    report.sessions[0].together.push_back({name, 282, 0.2, 0.1});
  }
  return report;
}

TEST(ManyStoriesOnThePage, AreARowEachAndOpenWhenAskedFor) {
  const std::string html = page(of_four_stories());
  const std::size_t table = html.find("The stories and all of them together"),
                    details = html.find("<section id=\"single-stories\"");
  ASSERT_TRUE(table < details && details != std::string::npos);
  EXPECT_TRUE(
      has(html.substr(table, details - table), "<a href=\"#session.main.tunnel\">tunnel</a>"));
  // The card of a story, and all that is of it alone, stands in its box.
  const std::string before = html.substr(0, details), after = html.substr(details);
  EXPECT_FALSE(has(before, "summary.main.pieman"));
  EXPECT_TRUE(has(before, "summary.main.pooled"));
  EXPECT_TRUE(has(before, "<h2>All 4 stories together"));
  for (const char* story : {"pieman", "shapes", "tunnel", "milky"})
    EXPECT_TRUE(has(after, "id=\"session.main." + std::string(story) + "\"")) << story;
  std::size_t boxes = 0;
  for (std::size_t at = 0; (at = html.find("<details class=\"story\"", at)) != std::string::npos;
       ++at)
    ++boxes;
  EXPECT_EQ(boxes, 4u);
  EXPECT_TRUE(has(html, "<details><summary>The same of each story alone</summary>"));
  EXPECT_FALSE(has(page(of_two_stories()), "<details class=\"story\""));
}

TEST(ManyStoriesOnThePage, AreALineEachInTheSummary) {
  const Report report = of_four_stories();
  const std::string text = summary_text(report);
  EXPECT_TRUE(has(text, "All 4 stories together (main): There is coupling"));
  EXPECT_FALSE(has(text, "Pie Man (main):"));
  EXPECT_TRUE(has(text,
                  "Each story alone: 0 of 4 are called at p <= 0.05 (one in twenty is in "
                  "noise)\n"));
  EXPECT_TRUE(has(text, "  Pie Man                        p = 0.55   0.410 (noise 0.460), "))
      << text;
  EXPECT_TRUE(has(summary_text(of_two_stories()), "Pie Man (main):"));
}

TEST(AllStoriesOnThePage, EscapeNames) {
  const std::string bad = "</script><script>alert(1)</script>";
  Report report = of_two_stories();
  for (Session& s : report.sessions) {
    s.title = bad;
    s.tests.global.pair = bad;
    s.neuron_label = {bad, bad, bad, bad};
    s.network_name = {bad, bad, bad};
  }
  report.sessions[0].together[0].name = bad;  // a story that the report has not
  EXPECT_FALSE(has(page(report), "<script>alert"));
}

}  // namespace
}  // namespace anbn
