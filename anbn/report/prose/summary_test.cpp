// SPDX-License-Identifier: Apache-2.0
// One screen of text.
#include "anbn/core/nan.h"
#include "anbn/report/example_report.h"
#include "anbn/report/prose/answers.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

#include <sstream>

namespace anbn {
namespace {

TEST(SummaryText, DoesNotCountWhatFewPermutationsCannotReach) {
  Session s = example_session();
  EXPECT_TRUE(
      has(summary_text(only(s)), "0.0 % of neurons, 0.0 % of networks; on average 1 % in noise"))
      << summary_text(only(s));
  s.tests.permutations = 20;
  const std::string text = summary_text(only(s));
  EXPECT_TRUE(has(text, "(smallest p: 0.048)")) << text;
  EXPECT_FALSE(has(text, "0.0 %")) << text;
}

TEST(SummaryText, TellsThePOfAllFiguresTogetherAndOfEachAlone) {
  const std::string text = summary_text(only(example_session()));
  EXPECT_TRUE(
      has(text,
          "any coupling      p = 0.55 (p of neurons' means 0.48, networks' 0.3, of mean r2 0.31)"))
      << text;
}

TEST(SummaryText, HasNoListsWhereNothingWasTested) {
  Session s = example_session();
  s.tests.neurons = s.tests.networks = side_of(0, 0, 0, 0, 0);
  s.tests.global.p = s.tests.omnibus.p = kNan;
  for (LagTrace& row : s.input.lags.traces) row.correlation = s.tests.global.p;
  const std::string text = summary_text(only(s));
  EXPECT_FALSE(has(text, "q <= 0.05") || has(text, "blind to")) << text;
  EXPECT_TRUE(has(text, "no neuron could be tested, no network could be tested")) << text;
  EXPECT_TRUE(has(text, "nothing could be checked")) << text;
  EXPECT_FALSE(has(text, "best |r|")) << text;
}

/// The lines, none of which a terminal breaks.
std::size_t lines_of(const std::string& text) {
  std::istringstream lines(text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(line.size(), 100u) << line;
  return count;
}

TEST(SummaryText, IsOneScreen) {
  Report report = example_report();
  report.sessions.push_back(coupled());
  report.untrained = {example_session()};
  report.untrained[0].variant = "untrained";
  const std::string text = summary_text(report);
  EXPECT_LE(lines_of(text), 40u) << text;
  EXPECT_TRUE(has(text, "Pie Man (main): Nothing found: neither a single pair")) << text;
  EXPECT_TRUE(has(text, "Pie Man (untrained): 0 neurons and 0 networks named")) << text;
  EXPECT_TRUE(
      has(text, "282 volumes of 1.5 s (12 silent), 18 listeners, 3 of 957 words without times"))
      << text;
}

// Two long stories with all that a study can ask for: numbers as wide as they get.
TEST(SummaryText, IsOneScreenWithEverythingThatCanBeAskedFor) {
  Report report = example_report();
  add_volumes(report);
  Session& s = report.sessions[0];
  s.title = "It\u2019s Not the Fall That Gets You";
  s.tests.neurons = side_of(9216, 9216, 9214, 1234, 2345);
  s.tests.networks = side_of(128, 128, 127, 111, 112);
  s.tests.neurons.named = 1234, s.tests.neurons.named_groups = 1000;
  s.tests.neurons.called = 2345, s.tests.neurons.called_groups = 1999;
  s.tests.networks.named = s.tests.networks.called = 111, s.tests.networks.called_groups = 99;
  s.tests.omnibus = {0.00019996,
                     {{0.81, {0.72, 0.7, 0.77, 0.00019996}, 0.00019996}},
                     {{0.5, {0.4, 0.38, 0.42, 0.00019996}, 0.00019996}},
                     {{0.5, {0.4, 0.38, 0.42, 0.00019996}, 0.00019996}},
                     {{0.02, {0.01, 0.01, 0.01, 0.00019996}, 0.00019996}},
                     0.00019996};
  s.tests.global = {0.81, 0.00019996, "L12H12D64-BN128", 0.72, 0.76};
  s.tests.nulls.resize(5);
  const char* names[] = {"shuffle", "shuffle-before-hrf", "circular-shift", "phase", "wrong-story"};
  for (std::size_t n = 0; n < 5; ++n)
    s.tests.nulls[n].null = names[n], s.tests.nulls[n].draws = 5000;
  ShownEncoding e;
  e.features = "layer";
  e.summary.networks = {128, 111};
  e.summary.global = {0.836, 0.000999, 0.624, 0, 0.759, 0};
  s.encoding = e;
  report.untrained = {s};
  report.untrained[0].variant = "untrained";
  for (const char* name : {"shuffled-words", "wrong-story", "no-word-rate", "story-time"}) {
    report.controls.push_back(s);
    report.controls.back().variant = name;
    report.controls.back().words = s.story;
  }
  report.sessions.push_back(s);
  report.untrained.push_back(report.untrained[0]);
  const std::string text = summary_text(report);
  EXPECT_LE(lines_of(text), 56u) << text;
  for (const char* words : {"wrong story p", "wrong-story p", "networks: 111 of 128"})
    EXPECT_TRUE(has(text, words)) << words << text;
  EXPECT_EQ(text.find("couples without training"), text.rfind("couples without training")) << text;
}

}  // namespace
}  // namespace anbn
