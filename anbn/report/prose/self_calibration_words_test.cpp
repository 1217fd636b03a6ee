// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/self_calibration_words.h"

#include "anbn/report/example_report.h"
#include "anbn/report/page/page.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

SelfCalibrationResults results_of(std::size_t stories, const CalledPairings& verdict) {
  SelfCalibrationResults x;
  for (std::size_t s = 0; s < stories; ++s) x.stories.push_back("story " + std::to_string(s));
  x.stories[0] = "pieman";
  x.possible = 132, x.draws = 199;
  x.calibration.pairings = {{{0, 1}, 118, 0.0301, {0.41, 0.38, 0.045}, {}, {}, {}}};
  x.calibration.verdict = verdict;
  x.calibration.largest = {4, 60, 20, {0.007, 0.2}};
  x.calibration.square_over_noise = {1.021, 0.013};
  return x;
}

const CalledPairings kFew = {3, 60, 15.2, {0.0012, 0.3402}}, kMany = {20, 60, 30.4, {0.0571, 0.5}};

TEST(SelfCalibrationWords, SayWhichRateIsExcludedAndNeverMore) {
  const std::string words = self_calibration_words(results_of(12, kFew));
  EXPECT_EQ(
      words,
      "Tested as single stories: any coupling in 3 of 60, worth about 15 independent ones; 95 % "
      "range 0.1 % to 34.1 %. Rates above 34.1 % are excluded, and no more than that is known.");
  EXPECT_EQ(too_often_words(results_of(12, kFew)), "");
}

TEST(SelfCalibrationWords, OfFewStoriesConcludeNothing) {
  for (const CalledPairings& verdict : {kFew, kMany}) {
    const SelfCalibrationResults results = results_of(7, verdict);
    EXPECT_TRUE(
        has(self_calibration_words(results), "Nothing follows from 7 stories; 8 are needed."));
    EXPECT_EQ(too_often_words(results), "");
  }
}

TEST(SelfCalibrationWords, WarnWhereTooManyAreCalled) {
  SelfCalibrationResults results = results_of(8, kMany);
  EXPECT_TRUE(has(self_calibration_words(results), "That is more than the 5.0 %"));
  EXPECT_TRUE(
      has(too_often_words(results),
          "too often: any coupling in 20 of 60, worth about 30 independent ones; 95 % range "
          "5.7 % to 50.0 %. 5 % was promised"))
      << too_often_words(results);
  EXPECT_FALSE(has(too_often_words(results), "names"));  // which rest on the largest pair
  results.calibration.largest.rate.low = 0.06;
  EXPECT_TRUE(has(too_often_words(results), "Neither are names in it."));
  EXPECT_TRUE(has(too_often_words(results), "; the largest pair in 4 of 60"));
  results.calibration.verdict = kFew;
  EXPECT_TRUE(has(too_often_words(results), "too often: the largest pair in 4 of 60"));
}

TEST(SelfCalibrationWords, OfNoPairings) {
  SelfCalibrationResults results = results_of(8, {});
  EXPECT_EQ(called_words({}), "none tested");
  EXPECT_TRUE(has(self_calibration_words(results), "No wrong pairing of these stories could be"));
  EXPECT_EQ(called_words({0, 1, 1, {0, 0.975}}),
            "0 of 1, worth about 1 independent one; 95 % range 0.0 % to 97.5 %");
}

Report example_of(const CalledPairings& verdict) {
  Report report = example_report();
  add_together(report);
  report.self_calibrations = {{"main", results_of(8, verdict), {}},
                              {"<b>", results_of(8, verdict), {}}};
  return report;
}

TEST(SelfCalibrationWords, StandBesideTheVerdictOverAllStories) {
  const Report report = example_of(kFew);
  const std::string text = summary_text(report);
  EXPECT_TRUE(text.starts_with("Example\n\nAll 2 stories together")) << text;
  EXPECT_TRUE(has(text, "  wrong pairings    Tested as single stories: any coupling in 3 of 60"))
      << text;
  EXPECT_EQ(text.find("wrong pairings"), text.rfind("wrong pairings"));  // of no single story
  const std::string html = page_html(report, compute_figures(report));
  EXPECT_FALSE(has(html, "Warning (main)"));
  EXPECT_LT(html.find("<dt>Wrong pairings of these stories</dt><dd>Tested as"),
            html.find("All questions and their answers"));
  EXPECT_TRUE(has(html, "<h2>Wrong pairings</h2>"));
  EXPECT_TRUE(has(html, "1 of 132 wrong pairings, 199 draws each."));
  EXPECT_TRUE(
      has(html, "Their mean r2 is 1.021 times what their draws have (standard error 0.013"));
  for (const char* cell : {">3 of 60<", ">15.2<", ">0.1 %<", ">34.0 %<", ">Pie Man<", ">0.045<"})
    EXPECT_TRUE(has(self_calibration_section(report), cell)) << cell;
  EXPECT_FALSE(has(html, "<b>)"));
  EXPECT_TRUE(has(html, "&lt;b&gt;"));
  EXPECT_FALSE(
      has(page_html(example_report(), compute_figures(example_report())), "Wrong pairings"));
}

TEST(SelfCalibrationWords, TheWarningComesBeforeAnythingElse) {
  const Report report = example_of(kMany);
  const std::string text = summary_text(report);
  EXPECT_TRUE(text.starts_with("Example\n\nWARNING (main): The test of single stories calls"))
      << text;
  EXPECT_LT(text.find("WARNING (<b>)"), text.find("All 2 stories together"));
  const std::string summary = summary_section(report, nullptr);
  EXPECT_LT(summary.find("<b>Warning (main):</b>"), summary.find("<article"));
  EXPECT_FALSE(has(summary, "Wrong pairings of these stories"));
  EXPECT_TRUE(has(summary, "<b>Warning (&lt;b&gt;):</b>"));
}

}  // namespace
}  // namespace anbn
