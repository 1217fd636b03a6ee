// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"

#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

Session with_listeners() {
  Session s = example_session();
  s.network_name = {"<b>1"};
  s.listeners = ListenersResults{{"L1H1D1"}, {}};
  ListenerResults& r = s.listeners->comparison;
  r.listeners = 18;
  r.draws = 200;
  r.splits = 20;
  r.missing = {2, 0, 1};
  r.figures = {{"neurons", "half_held_out", 0.092, {0.087, 0.07, 0.1, 0.3}},
               {"neurons", "flip_share", 0.957, {0.956, 0.93, 0.97, 0.4}}};
  r.networks.observed.anchors = {{0, 0.3f}};
  NoiseCeiling& c = r.ceilings.emplace_back();
  c.isc = 0.1, c.isc_noise.p = 0.01, c.ceiling = 0.6;
  c.reached = 0.5, c.reached_noise = {0.55, 0.4, 0.7, 0.8};
  return s;
}

TEST(ListenersOnThePage, StandBesideNoiseAndDecideNothing) {
  const std::string html = listeners_part(with_listeners());
  EXPECT_TRUE(has(html, "None of this decides whether there is coupling"));
  EXPECT_TRUE(has(html, "calls 95.7 % of neurons significant"));
  EXPECT_TRUE(has(html, "it still calls 95.6 %"));
  EXPECT_TRUE(has(html, "a partial r of 0.092 is left in the other half; of noise, 0.087"));
  EXPECT_TRUE(has(html, "3 series of single listeners"));
  EXPECT_TRUE(has(html, "&lt;b&gt;1"));
  EXPECT_FALSE(has(html, "<b>1<"));
}

TEST(ListenersOnThePage, OneListenerIsSaid) {
  Session s = example_session();
  EXPECT_EQ(listeners_part(s), "");
  s.listeners.emplace().comparison.listeners = 1;
  EXPECT_TRUE(has(listeners_part(s), "There is one listener"));
}

TEST(StoriesOnThePage, AreNamedAndEscaped) {
  Report report = example_report();
  EXPECT_EQ(stories_section(report), "");
  StoriesShown& shown = report.stories.emplace_back();
  shown.variant = "main";
  shown.titles = {"<i>One", "Two"};
  shown.results.draws = 1000;
  StoryPair& pair = shown.results.comparison.pairs.emplace_back();
  pair.second = 1;
  pair.differences = {
      {"neurons", "above_noise", 4, 0.15, 0.07, 0.08, {-0.0001, -0.05, 0.05, 0.002}}};
  pair.agreement = {{"neurons", "same_network", {}, 0, 0, 0.04, {0.02, 0.01, 0.03, 0.01}}};
  const std::string html = stories_section(report);
  EXPECT_FALSE(has(html, "<i>One"));
  EXPECT_TRUE(has(html, "&lt;i&gt;One and Two"));
  EXPECT_TRUE(has(html, "+8.0 points"));
  EXPECT_FALSE(has(html, "-0.0 points"));
  EXPECT_TRUE(has(html, "of their own noise, layer 4"));
  EXPECT_TRUE(has(html, "anchored to the same network in both"));
  EXPECT_FALSE(has(html, "Figure 7c"));
}

StoriesShown with_tags() {
  StoriesShown shown;
  shown.variant = "main";
  shown.titles = {"<i>One", "Two"};
  shown.results.tags = {{0, 1, {20, {}}}};
  TagDifference small{5, 7, 30, 33, 0.3, 0.33, -0.03, -0.025}, large{7, 14, 9, 4, 0.09, 0.04, 0.05};
  shown.results.tags[0].comparison.tags = {small, large};
  return shown;
}

TEST(StoryTagsOnThePage, AreDescribedWhereSegmentsAreFew) {
  const std::string html = story_tags_part(with_tags(), 0, 1);
  EXPECT_LT(html.find("NOUN \u2013 VERB"), html.find("DET \u2013 NOUN"));  // the largest first
  EXPECT_TRUE(has(html, "+5.0 points"));
  EXPECT_TRUE(has(html, "-2.5 points"));  // the texts alone
  EXPECT_TRUE(has(html, "in 20 ways: too few to test anything"));
  EXPECT_FALSE(has(html, "<i>One"));
  EXPECT_EQ(story_tags_part(with_tags(), 0, 2), "");
}

TEST(StoryTagsOnThePage, HaveAPWhereThereAreMany) {
  StoriesShown shown = with_tags();
  TagComparison& comparison = shown.results.tags[0].comparison;
  comparison.partitions = 252;
  comparison.tags[0].p = 0.012, comparison.tags[0].p_family = 0.08;
  const std::string html = story_tags_part(shown, 0, 1);
  EXPECT_TRUE(has(html, "dealt anew to two stories, in 252 ways"));
  EXPECT_TRUE(has(html, ">0.012<"));
  EXPECT_TRUE(has(html, ">0.08<"));
}

}  // namespace
}  // namespace anbn
