// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

/// The part of the example's page, with its layers.
std::string part_of(Report& report) {
  const PageFigures figures = compute_figures(report);
  return layers_part(report, report.sessions[0], figures.layers[0]);
}

TEST(PageLayers, TellEachLayersPairBesideNoise) {
  Report report = example_report();
  EXPECT_EQ(part_of(report), "");
  add_layers(report.sessions[0]);
  const std::string html = part_of(report);
  EXPECT_TRUE(has(html, "L1H1D2\u2013BN2")) << html;
  EXPECT_TRUE(has(html, ">L1H1D1\u2013BN3<"));
  for (const char* number : {">0.300<", ">0.250<", ">0.280<", ">0.220<", ">0.270<", ">0.04<",
                             ">0.75<", "NOUN \u2192 VERB, 30 %"})
    EXPECT_TRUE(has(html, number)) << number << html;
  EXPECT_TRUE(has(html, "<summary>Layer 1: L1H1D2\u2013BN2, PCC 0.300</summary>"));
  EXPECT_TRUE(has(html, "corrected for all pairs: p 0.85 (with BN3)."));
  EXPECT_FALSE(has(html, "class=found"));
  EXPECT_FALSE(has(html, "<summary>Layer 2"));
  EXPECT_TRUE(has(html, "Each layer has a best pair, in noise as well."));
  EXPECT_TRUE(has(html, "data-figure=\"8_course_layer_1.main.pieman\""));
}

TEST(PageLayers, NameTheTestedPairAndNotAnother) {
  Report report = example_report();
  add_layers(report.sessions[0]);
  LayerPair& pair = report.sessions[0].layer_pairs->results.layers[0].pair;
  pair.p_fwe = 0.01;  // of the plain pair's neuron with another network
  EXPECT_FALSE(has(part_of(report), "class=found"));
  pair.tested_p_fwe = 0.04;
  EXPECT_TRUE(has(part_of(report), "<b class=found>L1H1D1\u2013BN3</b>"));
  pair.p_network = 1;
  EXPECT_FALSE(has(part_of(report), "(with BN"));
}

TEST(PageLayers, ShowTheStoryWithBothWeightsAndHostileWordsAsText) {
  Report report = example_report();
  add_layers(report.sessions[0]);
  const std::string html = part_of(report);
  EXPECT_TRUE(has(html,
                  "<p><i style=--q:1>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</i>, "
                  "<i style=--q:.50;--k:.50>dreaming</i></p>"))
      << html;
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_TRUE(has(html, "Most as key: dreaming 0.50."));
  EXPECT_TRUE(has(html, "href=\"../main/pieman/layers/heatmaps/L1H1D2.svg\""));
}

TEST(PageLayers, ShowPartsOfSpeechOfFivePercentAndMore) {
  Report report = example_report();
  add_layers(report.sessions[0]);
  const std::string html = part_of(report);
  EXPECT_TRUE(has(html, "style=\"--s:30.2%\">30.2 % <small>| 18.0 %</small>")) << html;
  EXPECT_TRUE(has(html, "style=\"--s:23.1%\">23.1 % <small>| 11.0 %</small>"));
  EXPECT_FALSE(has(html, "<td>ADJ</td>"));
}

TEST(PageLayers, LinkAnchoredNeuronsToTheirPictures) {
  Session s = example_session();
  EXPECT_EQ(heat_map_link(s, "L2H1D1"), "");
  add_layers(s);
  EXPECT_TRUE(
      has(pair_tables(s), "<a href=\"../main/pieman/layers/heatmaps/L2H1D1.svg\">L2H1D1</a>"));
  EXPECT_FALSE(has(pair_tables(s), "heatmaps/L1H1D1.svg"));
}

TEST(PageLayers, HaveTheirMapsWhereThereAreSome) {
  Report report = example_report();
  add_layers(report.sessions[0]);
  add_volumes(report);
  const PageFigures figures = compute_figures(report);
  EXPECT_TRUE(has(part_of(report), "data-brain=\"8_course_layer_1.main.pieman\""));
  EXPECT_TRUE(has(brain_json(report, figures), "\"id\":\"8_course_layer_1.main.pieman\""));
  ShownNetwork& pair = report.sessions[0].layer_pairs->pairs[0];
  pair.sign = -1;
  EXPECT_TRUE(has(part_of(report), "PCC -0.300 as shown; 0.300 as coupled</summary>"));
  EXPECT_TRUE(has(part_of(report), "and so is the PCC: -0.300 as shown is 0.300 as coupled."));
  report.volumes->brain->maps.clear();
  report.sessions[0].shown.clear();
  EXPECT_FALSE(has(part_of(report), "data-brain"));
}

TEST(PageLayers, OfAllStoriesHaveNoTextAndNoCourses) {
  Report report = example_report();
  Session& s = report.sessions[0];
  add_layers(s);
  s.together = {{"a", 100, 0.5, 0.1}, {"b", 100, 0.5, 0.2}};
  s.layer_pairs->units.clear();
  s.layer_pairs->results.neurons.clear();
  for (ShownNetwork& pair : s.layer_pairs->pairs) pair.course = pair.neuron_course = {};
  const std::string html = part_of(report);
  EXPECT_TRUE(has(html, "<summary>Layer 1: L1H1D2\u2013BN2, PCC 0.300</summary>")) << html;
  EXPECT_TRUE(has(html, "those of its pairs in all stories"));
  EXPECT_TRUE(has(html, "30.2 %"));
  for (const char* absent : {"data-figure", "class=\"heat\"", "heatmaps/"})
    EXPECT_FALSE(has(html, absent)) << absent;
  const PageFigures figures = compute_figures(report);
  for (const Figure* figure : figures.all()) EXPECT_FALSE(figure->table.rows.empty()) << figure->id;
}

TEST(PageLayers, LeaveALongStoryToThePicture) {
  Report report = example_report();
  Session& s = report.sessions[0];
  add_layers(s);
  s.layer_pairs->units.clear();
  for (std::size_t i = 0; i < 4001; ++i)
    s.layer_pairs->units.push_back({"word", UnitKind::word, i, 1, 0, i});
  s.layer_pairs->results.tokens = 4001;
  s.layer_pairs->results.weights.assign(2 * 2 * 4001, 1);
  const std::string html = part_of(report);
  EXPECT_TRUE(has(html, "too long to stand here"));
  EXPECT_FALSE(has(html, "<div class=\"heat\">"));
}

}  // namespace
}  // namespace anbn
