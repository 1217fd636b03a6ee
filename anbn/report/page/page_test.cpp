// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/page.h"

#include "anbn/report/example_report.h"
#include "anbn/report/numbers/calibration.h"
#include "anbn/report/page/packed.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/page/web_bundle.h"
#include "anbn/report/prose/answers.h"
#include "tests/support/has.h"
#include "tests/support/page_of.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace anbn {
namespace {

TEST(Page, HasAPlaceAndNumbersForEveryFigure) {
  const Report report = example_report();
  const std::string html = page(report);
  for (const FigureKind& kind : figure_kinds()) {
    const std::string id = figure_id(kind, report.sessions[0]);
    EXPECT_TRUE(has(html, "data-figure=\"" + id + "\"")) << id;
  }
  EXPECT_TRUE(
      has(html, "<h3>Nothing found: neither a single pair nor all pairs together stand out.</h3>"));
  EXPECT_TRUE(has(html, "none of these pairs, nor the words behind it, tells by itself anything"));
  EXPECT_TRUE(has(html, "lifts none of these figures out of its noise would not be seen"));
  EXPECT_FALSE(has(html, "Nothing here"));
}

TEST(Page, GathersTheFiguresOfThePaper) {
  const Report report = example_report();
  const PageFigures figures = compute_figures(report);
  const std::string html = page_html(report, figures);
  const std::string gathered = html.substr(html.find("<section id=\"paper-figures\""));
  std::size_t numbered = 0;
  for (const Figure& figure : figures.sessions[0]) {
    if (figure.kind.number.empty()) continue;
    ++numbered;
    EXPECT_TRUE(has(gathered, "<a href=\"#figure-" + figure.id + "\">")) << figure.id;
    EXPECT_TRUE(has(html, "<figure id=\"figure-" + figure.id + "\"")) << figure.id;
  }
  EXPECT_GT(numbered, 3u);
}

TEST(Page, TakesWhatTheTestDoesWithNoiseFromTheTrials) {
  const std::string html = methods_section(example_report());
  for (const Calibration& row : calibration_of(calibration_tsv()))
    EXPECT_TRUE(has(html, fmt::format("{} {:.1f} %", row.series, 100 * row.global))) << html;
}

TEST(Page, MarksAHeadlineWhereTheUntrainedModelFindsMore) {
  Report report = example_report();
  report.sessions[0].tests.global.p = report.sessions[0].tests.omnibus.p = 0.001;
  report.untrained = {example_session()};
  report.untrained[0].variant = "untrained";
  EXPECT_FALSE(has(summary_section(report, nullptr), "finds more"));
  report.untrained[0].tests.omnibus.p = 0.001;
  report.untrained[0].tests.omnibus.largest.excess = 9;
  EXPECT_TRUE(has(summary_section(report, nullptr),
                  "But the untrained model finds more: the claim about language fails.</h3>"));
}

TEST(Page, TellsHowManyOfTheNamedNetworksAreApart) {
  Report report = example_report();
  Session& s = report.sessions[0];
  s.tests.global.p = s.tests.omnibus.p = 0.001;
  s.tests.networks.named = 2;
  s.pairs[0].phase_p_fwe = s.pairs[1].phase_p_fwe = 0.01;
  EXPECT_FALSE(has(summary_section(report, nullptr), "that resemble none"));
  s.pairs[1].resembles = "BN 1";
  s.pairs[1].p_given_stronger = 0.375;
  EXPECT_TRUE(has(summary_section(report, nullptr), "0.05; 1 that resemble none that is stronger"));
  EXPECT_TRUE(has(pair_tables(s), ">BN 1<")) << pair_tables(s);
  EXPECT_TRUE(has(pair_tables(s), ">0.38<"));
}

TEST(Page, SetsNamedNeuronsApartFromTheSecondList) {
  Session s = example_session();
  EXPECT_TRUE(has(pair_tables(s), "No neuron is named."));
  s.tests.global.p = s.tests.omnibus.p = 0.001;
  s.tests.neurons.named = 1;
  s.tests.neurons.called = 2;
  s.found = {s.pairs[0], s.pairs[1]};
  s.found[0].phase_p_fwe = 0.01;
  s.found[1].phase_p_fwe = 0.4;
  const std::string html = pair_tables(s);
  EXPECT_TRUE(has(html, "<h4>Neurons: 1 named, 1 more by q \u2264 0.05</h4>")) << html;
  EXPECT_LT(html.find(">named<"), html.find(">q alone<"));
}

TEST(FigureId, TellsApartNamesThatRunIntoEachOther) {
  Session a = example_session(), b = example_session();
  a.variant = "main", a.story = "a_b";
  b.variant = "main_a", b.story = "b";
  const FigureKind& kind = figure_kinds()[0];
  EXPECT_EQ(figure_id(kind, a), "4a_neuron_correlations.main.a_b");
  EXPECT_NE(figure_id(kind, a), figure_id(kind, b));
  a.story = "a-b", b.variant = "main-a";
  EXPECT_NE(anchor_id("session", a), anchor_id("session", b));
}

TEST(Page, AsksNobodyForAnything) {
  std::string html = page(example_report());
  for (std::string_view piece : web_bundle())  // names of XML namespaces are no requests
    if (const std::size_t at = html.find(piece); at != std::string::npos)
      html.erase(at, piece.size());
  EXPECT_FALSE(has(html, "http://"));
  EXPECT_FALSE(has(html, "https://"));
  EXPECT_FALSE(has(html, "@import"));
  EXPECT_TRUE(has(html, "default-src 'none'"));
}

TEST(Page, SaysWhatIsKnownOfTheTimeBeforeTheVolumes) {
  Report report = example_report();
  StoryData& data = report.sessions[0].data;
  data.words_before = 41;
  data.history = History::words;
  EXPECT_TRUE(has(data_section(report), ">41</td><td>words</td>"));
  data.history = History::unknown;
  EXPECT_TRUE(has(data_section(report), "<td>unknown</td>"));
}

TEST(Page, EscapesWhatComesFromFiles) {
  const std::string bad = "</script><script>alert(1)</script>";
  Report report = example_report();
  report.title = bad;
  Session& s = report.sessions[0];
  s.title = bad;
  s.tests.family = bad;
  s.tests.nuisance = {bad};
  s.tests.global.pair = bad;
  s.pairs[0].network_name = s.pairs[0].label = s.pairs[0].category = bad;
  s.pairs[0].strongest = {bad};
  s.pairs[0].queries = s.pairs[0].keys = bad;
  s.network_name = {bad};
  s.profiles.tags = {{TagDirection::folded, 7, 14, 1, 1, 0.5, 0, 1}};
  add_layers(s);
  s.layer_pairs->results.layers[0].label = s.layer_pairs->results.layers[0].tested_label = bad;
  s.layer_pairs->pairs[0].label = s.layer_pairs->pairs[0].name = bad;
  s.stages[0].warnings = {bad};
  s.stages[0].options = {{bad, bad}};
  s.stages[0].facts = {{bad, bad}};
  s.stages[0].inputs = {{bad, bad}};
  add_volumes(report);
  s.shown[0].name = s.shown[0].label = s.shown[0].why = bad;
  report.networks.options = {{"method", bad}};
  report.volumes->scans[1].scan = report.volumes->grid = report.volumes->health.layers[1].verdict =
      bad;
  report.volumes->list.names = {bad};
  report.volumes->stability = {{0, 0, 0}};
  EXPECT_FALSE(has(page(report), "<script>alert"));
}

TEST(Page, SaysNothingOfVolumesWhereThereAreNone) {
  const std::string html = page(example_report());
  EXPECT_FALSE(has(html, "id=\"networks\""));
  EXPECT_FALSE(has(html, "Maps of chosen networks"));
  EXPECT_FALSE(has(html, "class=\"brain\""));
}

TEST(Page, SaysHowNetworksWereFoundInVolumes) {
  Report report = example_report();
  add_volumes(report);
  const std::string html = page(report);
  EXPECT_TRUE(has(html, "3 networks were found in 2 scans by dbn (preset paper; units 8, 3)."));
  EXPECT_TRUE(has(html, "The study\u2019s mask has 2 voxels"));
  EXPECT_TRUE(has(
      html,
      "1 of 2 scans have voxels that are constant or not finite, and are 0 there; 1 of them more "
      "than 1 %. The most has pieman/sub-02: 1 of 2 voxels."));
  EXPECT_TRUE(
      has(html, "bold: 2 of 2 scans: TR is not given <span class=\"where\">pieman, 2 scans"));
}

TEST(Page, SaysSeveralTimesThatALayerLearnedNothing) {
  Report report = example_report();
  add_volumes(report);
  const std::string notice = "<b>Layer 2 learned nothing.</b> It explains nothing.";
  EXPECT_TRUE(has(summary_section(report, nullptr), notice));
  const PageFigures figures = compute_figures(report);
  EXPECT_TRUE(has(networks_section(report, figures.health), notice));
  EXPECT_TRUE(has(map_cards(report, report.sessions[0], figures.courses[0]), notice));
  EXPECT_FALSE(has(page(report), "Layer 1 learned nothing"));
  EXPECT_TRUE(has(summary_text(report), "LEARNED NOTHING: layer 2 of 2"));
}

TEST(Page, SaysTheVerdictOfALayerAsASentence) {
  VolumeNetworks volumes;
  volumes.health.layers = {{2, 3, false, "learned nothing: all units are dead", {}}};
  EXPECT_TRUE(has(learning_notice(volumes), "<b>Layer 2 learned nothing</b>: all units are dead.<"))
      << learning_notice(volumes);
  EXPECT_EQ(verdict_sentence({1, 8, true, "explains 3 % of it", {}}),
            "Layer 1 explains 3 % of it.");
}

TEST(Page, ShowsTheHealthOfEachLayerAfterItsLastEpoch) {
  Report report = example_report();
  add_volumes(report);
  const PageFigures figures = compute_figures(report);
  ASSERT_EQ(figures.health.size(), 2u);
  EXPECT_EQ(figures.health[0].table.rows.size(), 2u);
  const std::string html = networks_section(report, figures.health);
  EXPECT_TRUE(has(html, "data-figure=\"health_layer_1\""));
  EXPECT_EQ(figures.health[0].table.title, "Layer 1: variance explained of the volumes");
  EXPECT_EQ(figures.health[1].table.title, "Layer 2: variance explained of what layer 1 gives");
  EXPECT_TRUE(has(html, "each other by what the layer below gives"));
  EXPECT_FALSE(has(html, "always off") || has(html, "always on"));
  EXPECT_TRUE(has(html, ">25.0 %<")) << html;
  EXPECT_TRUE(has(html, ">12.5 %<"));
  EXPECT_TRUE(has(html, "One scan was held out"));
  EXPECT_TRUE(has(html, "was not learned by heart"));
  for (const char* listeners : {"trained on", "unknown"}) {
    report.volumes->health.held_out_listeners = listeners;
    const std::string less = networks_section(report, figures.health);
    EXPECT_FALSE(has(less, "by heart"));
    EXPECT_TRUE(has(less, "may be known from th"));
  }
}

TEST(Page, ShowsAMapWithItsPeaksAndTheSignOfItsPcc) {
  Report report = example_report();
  add_volumes(report);
  const PageFigures figures = compute_figures(report);
  const std::string html = map_cards(report, report.sessions[0], figures.courses[0]);
  EXPECT_TRUE(has(html, "L2H1D1\u2013BN2"));
  EXPECT_TRUE(has(html, "data-brain=\"6bc_course_2.main.pieman\""));
  EXPECT_TRUE(has(html, "-0.500 as shown; 0.500 as coupled"));
  EXPECT_TRUE(has(html, ">-3<")) << html;
  EXPECT_TRUE(has(html, "1 positive, 1 negative (100.0 % of the mask)"));
  EXPECT_TRUE(has(html, "100.0 % of the mask reach 0.3 of the largest |value|"));
  report.volumes->voxels = 4;  // two of four are not most of them
  EXPECT_FALSE(has(map_cards(report, report.sessions[0], figures.courses[0]),
                   "reach 0.3 of the largest |value|: this"));
  // The largest of -2, 1 is shown as 127, the other, after the flip, as -64 (192).
  EXPECT_TRUE(has(brain_json(report, figures),
                  "\"maps\":{\"2\":\"" + packed(std::vector<std::uint8_t>{127, 192})));
  EXPECT_TRUE(has(brain_json(report, figures), "\"peak\":[0,0,0],\"axial\":[0]"));
}

TEST(Page, WarnsThatAMapSaysNothingWhereThereIsNoCoupling) {
  Report report = example_report();
  add_volumes(report);
  const auto cards = [&] {
    return map_cards(report, report.sessions[0], compute_figures(report).courses[0]);
  };
  const std::string notice = "that a network stands here does not mean that it follows the words";
  EXPECT_TRUE(has(cards(), notice));
  report.sessions[0].tests.global.p = report.sessions[0].tests.omnibus.p = 0.001;
  EXPECT_FALSE(has(cards(), notice));
}

TEST(Page, ShowsTheStabilityOfComponents) {
  Report report = example_report();
  add_volumes(report);
  report.volumes->health = {};
  report.volumes->list.names = {"IC 1"};
  report.volumes->stability = {{0, 0.93, 0.125}};
  const std::string html = networks_section(report, {});
  EXPECT_TRUE(has(html, ">0.930<"));
  EXPECT_TRUE(has(html, ">12.5 %<"));
  EXPECT_FALSE(has(html, "Health of the training"));
}

TEST(Page, ShowsHowReproducibleMapsAreOverSeeds) {
  Report report = example_report();
  add_volumes(report);
  EXPECT_FALSE(has(networks_section(report, {}), "Reproducibility over seeds"));
  report.volumes->list.names = {"BN 1", "BN 2"};
  report.volumes->list.reproducibility = {0.91, 0.43};
  const std::string html = networks_section(report, {});
  EXPECT_TRUE(has(html, "Reproducibility over seeds"));
  EXPECT_TRUE(has(html, "has a mean of 0.670"));
  EXPECT_TRUE(has(html, ">0.910<"));
}

TEST(Page, CarriesTheFiguresAsJsonThatCannotEndItsElement) {
  const Report report = example_report();
  const PageFigures figures = compute_figures(report);
  const std::string json = figures_json(figures);
  EXPECT_EQ(std::count(json.begin(), json.end(), '<'), 0);
  EXPECT_TRUE(has(json, "{\"id\":\"4b_layer_means.main.pieman\",\"kind\":\"layer_means\"")) << json;
  // Their numbers stand in the page once, as in the files.
  const std::string cards = figure_cards(figures.sessions[0]);
  EXPECT_TRUE(has(cards, "data-numbers=\"4b_layer_means.main.pieman\""));
  EXPECT_TRUE(has(cards, "\nobserved\t2\t0.5\tn/a\tn/a")) << cards;
}

TEST(Page, ListsAnOptionOnceWhereItIsTheSameEverywhere) {
  Report report = example_report();
  report.sessions.push_back(example_session());
  report.sessions[1].story = "shapes";
  EXPECT_TRUE(has(methods_section(report), "<td>tr_s</td><td>1.5</td>"));
  report.sessions[1].stages[0].options = {{"tr_s", "2"}};
  EXPECT_TRUE(
      has(methods_section(report), "<td>tr_s</td><td>main/pieman: 1.5; main/shapes: 2</td>"));
}

TEST(Page, TellsOnceAVariantWhatNeuronsOfOtherModelsAre) {
  Report report = example_report();
  EXPECT_FALSE(has(methods_section(report), "rotation"));
  StageRecord activations, timecourses;
  activations.stage = "activations";
  activations.facts = {{"queries and keys", "taken before their rotation"}};
  timecourses.stage = "timecourses";
  timecourses.facts = {{"pairs", "those that attention forms"}};
  for (const StageRecord& stage : {activations, timecourses})
    report.sessions[0].stages.push_back(stage);
  report.sessions.push_back(report.sessions[0]);
  report.sessions[1].story = "shapes";
  const std::string html = methods_section(report);
  for (const char* words : {"main: queries and keys are taken before their rotation",
                            "main: a token sees only itself and those before it"}) {
    EXPECT_TRUE(has(html, words)) << html;
    EXPECT_EQ(html.find(words), html.rfind(words));
  }
}

TEST(Page, TellsAWarningOnce) {
  Report report = example_report();
  report.sessions.push_back(example_session());
  report.sessions[1].story = "shapes";
  const std::string html = warnings_section(report);
  EXPECT_TRUE(has(
      html, "tokens: 3 words have no times <span class=\"where\">main/pieman, main/shapes</span>"))
      << html;
}

TEST(Page, TellsWarningsThatSayTheSameOfManyScansOnce) {
  Report report = example_report();
  std::vector<std::string>& warnings = report.sessions[0].stages[0].warnings;
  for (int scan = 1; scan <= 18; ++scan)
    warnings.push_back(fmt::format("scans/sub-{}.nii: {} voxels are still", scan, 7 * scan));
  const std::string html = warnings_section(report);
  EXPECT_TRUE(has(html, "scans/sub-1.nii: 7 voxels are still; and 17 more like this"));
  EXPECT_FALSE(has(html, "sub-2.nii"));
}

TEST(Page, NeverSaysThatNothingWasWarnedOfOverALagCheckThatCannotTell) {
  Report report = example_report();
  report.volumes.reset();
  report.warnings.clear();
  report.networks.warnings.clear();
  for (Session& session : report.sessions)
    for (StageRecord& stage : session.stages) stage.warnings.clear();
  EXPECT_TRUE(has(warnings_section(report), "No stage warned of anything"));
  report.sessions[0].input.lags = {{{0, 0, 0.2, 0.1, 0.2}, {7, 0, 0.29, 0.1, 0.2}}, 0.3};
  const std::string html = warnings_section(report);
  EXPECT_FALSE(has(html, "No stage warned of anything"));
  EXPECT_TRUE(has(html, "lag check: cannot tell"));
}

TEST(Page, ComparesVariantsWhereThereAreSeveral) {
  Report report = example_report();
  EXPECT_EQ(controls_section(report), "");
  report.untrained = {example_session()};
  report.untrained[0].variant = "untrained";
  EXPECT_TRUE(has(controls_section(report), "Pie Man: all variants and controls"));
  EXPECT_EQ(untrained_of(report, report.sessions[0]), &report.untrained[0]);
}

TEST(Page, SaysWhichControlAnswersWhichQuestion) {
  Report report = example_report();
  Session& main = report.sessions[0];
  for (const char* name : {"wrong-story", "no-word-rate"}) {
    Session control = main;
    control.variant = name;
    control.words = main.story;
    report.controls.push_back(control);
  }
  report.controls[0].networks_title = "Sh<pes>";
  report.absent_controls = {{AbsentControl::Is::impossible, "scrambled-story", "there is none"}};
  const std::string html = controls_section(report);
  EXPECT_TRUE(has(html, "networks of Sh&lt;pes&gt;"));
  EXPECT_TRUE(has(html, "<dt>wrong story</dt><dd><b>Does it take this story?</b>"));
  EXPECT_TRUE(has(html, "scrambled story</b>: not possible here: there is none."));
  EXPECT_TRUE(has(html, "<dt>word rate left in</dt><dd><b>How much is how fast is spoken?</b>"));
  // Layer 1: its excess, over its mean of 0.05 and 0.25, given the nuisance set, beside noise.
  EXPECT_TRUE(has(html, "-1.2<br><small>0.150, noise 0.20\u20130.25</small>")) << html;
  EXPECT_TRUE(has(html, "of its own, 3 in all"));
  EXPECT_FALSE(has(html, "untrained"));
}

TEST(Page, PutsTheUntrainedModelBesideEachAnchoredPair) {
  Session s = example_session();
  EXPECT_FALSE(has(pair_tables(s), "untrained"));
  s.input.untrained = s.input.observed;
  s.input.untrained->network_correlation = {0.111, 0.222, 0.333};
  s.pairs[2].phase_max_p = 0.001;  // the third network stands first
  const std::string html = pair_tables(s);
  EXPECT_TRUE(has(html, ">untrained<")) << html;
  EXPECT_LT(html.find(">0.333<"), html.find(">0.111<"));
  EXPECT_LT(html.find(">BN 1<"), html.find(">0.111<"));
  EXPECT_LT(html.find(">0.111<"), html.find(">BN 2<"));
}

TEST(Page, ShowsTheMostConvincingPairsFirstAndColoursThoseThatAreNamed) {
  Session s = example_session();
  s.pairs[2].phase_max_p = s.pairs[2].phase_max_q = 0.001;
  EXPECT_LT(pair_tables(s).find("BN 3"), pair_tables(s).find("BN 1"));
  EXPECT_FALSE(has(pair_tables(s), "class=found"));
  s.pairs[2].phase_p_fwe = 0.001;
  EXPECT_TRUE(has(pair_tables(s), "<b class=found>BN 3</b>"));
}

}  // namespace
}  // namespace anbn
