// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/nan.h"
#include "anbn/report/example_report.h"
#include "anbn/report/page/page.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "tests/support/has.h"
#include "tests/support/page_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

ShownEncoding example_encoding() {
  ShownEncoding e;
  e.features = "layer";
  e.groups = {{"L1", 2, 2, {0.01, 0.2, -0.02, -0.08, 0, 0.05}, {0.3, 0.35, 0.28, 0, 0.4, 0}, 1},
              {"L2", 2, 2, {0.21, 0.01, -0.01, -0.07, 0, 0.06}, {0.6, 0.01, 0.27, 0, 0.39, 0}, 2}};
  e.summary.null = "phase";
  e.summary.permutations = 99;
  e.summary.networks = {3, 1};
  e.summary.global = {0.6, 0.01, 0.3, 0, 0.42, 0};
  return e;
}

TEST(Page, ShowsWhatALayerTogetherPredictsBesideNoise) {
  Report report = example_report();
  EXPECT_FALSE(has(page(report), "Encoding: all neurons"));
  EXPECT_TRUE(compute_figures(report).encoding[0].empty());
  report.sessions[0].encoding = example_encoding();
  const PageFigures figures = compute_figures(report);
  ASSERT_EQ(figures.encoding[0].size(), 1u);
  const FigureTable& table = figures.encoding[0][0].table;
  ASSERT_EQ(table.rows.size(), 4u);
  EXPECT_EQ(table.rows[1].values[1], 0.21);
  EXPECT_EQ(table.rows[3].series, Series::noise);
  EXPECT_EQ(table.rows[3].values[3], 0.06);
  const std::string html = page_html(report, figures);
  EXPECT_TRUE(has(html, "data-figure=\"encoding.main.pieman\""));
  EXPECT_TRUE(has(html, "Encoding: all neurons of a layer together"));
  EXPECT_TRUE(has(html, "yes (p = 0.01): largest held-out r 0.600; noise 0.300"));
  EXPECT_TRUE(has(html, "BN 3"));
}

TEST(Page, ShowsHowNearALayerComesToTheListenersCeiling) {
  Report report = example_report();
  ShownEncoding& e = report.sessions[0].encoding.emplace(example_encoding());
  EXPECT_FALSE(has(page(report), "eiling"));
  e.reached = {{}, {}};
  EXPECT_TRUE(has(page(report), "so no ceiling stands here"));
  EXPECT_FALSE(has(page(report), "of the ceiling"));
  e.reached = {{2, 0.01, 0.5, 0.02}, {2, 0.2, 0.5, 0.4}};
  EXPECT_TRUE(has(page(report), "0.200 of 0.500 (40 %)"));
  EXPECT_TRUE(has(page(report), "over the 2 of 3 networks where"));
}

TEST(Page, ShowsTheUntrainedEncodingOfTheSameGroupsOnly) {
  Report report = example_report();
  report.sessions[0].encoding = example_encoding();
  report.untrained = {example_session()};
  report.untrained[0].variant = "untrained";
  report.untrained[0].encoding = example_encoding();
  EXPECT_EQ(compute_figures(report).encoding[0][0].table.rows.size(), 6u);
  report.untrained[0].encoding->groups.pop_back();
  EXPECT_EQ(compute_figures(report).encoding[0][0].table.rows.size(), 4u);
}

TEST(Page, SaysThatNothingCouldBePredicted) {
  EncodingSummary e = example_encoding().summary;
  e.global.p = e.global.observed = kNan;
  EXPECT_EQ(encoding_words(e), "nothing could be predicted");
}

}  // namespace
}  // namespace anbn
