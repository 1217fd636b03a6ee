// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/answers.h"

#include "anbn/report/example_report.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

namespace anbn {
namespace {

std::string all_answers(const Session& session, const Session* untrained = nullptr) {
  std::string text;
  for (const Answer& answer : answers(session, untrained)) text += answer.text + "\n";
  return text;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Session coupled() {
  Session s = example_session();
  s.tests.global.p = 0.0002;
  s.tests.neurons.phase_max_q_05 = 2;
  s.tests.networks.phase_max_q_05 = 1;
  return s;
}

TEST(Words, SayPlainlyThatNothingIsThere) {
  const Session s = example_session();
  EXPECT_EQ(verdict_of(s), Verdict::nothing);
  EXPECT_EQ(headline(s), "Nothing here is more than noise gives.");
  const std::string text = all_answers(s);
  EXPECT_TRUE(has(text,
                  "No more than noise gives. The largest partial correlation between any of 3 "
                  "neurons and any of 3 networks is 0.410 (L1H1D2-BN2)"))
      << text;
  EXPECT_TRUE(has(text, "p = 0.61")) << text;
  EXPECT_TRUE(has(text, "None can be named. 0 of 3 neurons")) << text;
  EXPECT_TRUE(has(text, "One more neuron is constant, or explained")) << text;
}

TEST(Words, SayWhatTheStudyCouldHaveSeen) {
  Session s = example_session();
  EXPECT_EQ(sensitivity_words(s),
            "a partial r above 0.460; 0.3 would take about 730 such volumes, 0.2 about 1700");
  EXPECT_TRUE(has(all_answers(s), "once in twenty, a partial r above 0.460"));
  s.tests.global.null_95 = 0.15;
  EXPECT_FALSE(has(sensitivity_words(s), "would take"));
  s.tests.global.null_95 = 1;
  EXPECT_TRUE(has(sensitivity_words(s), "nothing: noise reaches a partial r of 1"));
  s.tests.permutations = 18;
  EXPECT_TRUE(has(sensitivity_words(s), "nothing: cannot be told with 18 permutations"));
  s.tests.global.p = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(sensitivity_words(s), "");
}

TEST(Words, SayWhereNothingCouldBeTested) {
  Session s = example_session();
  s.tests.global.p = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(has(headline(s), "Nothing could be tested"));
  EXPECT_TRUE(has(all_answers(s), "could not be tested"));
}

TEST(Words, DoNotCallSeriesFoundThatOnlyPassAlone) {
  Session s = example_session();
  s.tests.neurons.phase_max_q_05 = 1;
  EXPECT_EQ(verdict_of(s), Verdict::undecided);
  EXPECT_TRUE(has(headline(s), "Undecided"));
  EXPECT_TRUE(has(all_answers(s), "do not take these neurons as found"));
}

TEST(Words, CountNetworksFoundTwiceOnce) {
  Session s = example_session();
  for (PairResult& pair : s.pairs) pair.phase_max_q = 0.01;
  EXPECT_EQ(distinct_words(s), "");
  s.pairs[2].alike = s.pairs[0].network;
  EXPECT_EQ(networks_called(s).distinct, s.pairs.size() - 1);
  EXPECT_EQ(distinct_words(s), fmt::format(" ({} with maps of their own)", s.pairs.size() - 1));
  s.pairs[2].phase_max_q = 0.2;  // not called: does not count at all
  EXPECT_EQ(distinct_words(s), "");
}

TEST(Words, NameWhatCouples) {
  EXPECT_EQ(headline(coupled()),
            "There is coupling: 2 neurons and 1 network couple more than noise gives.");
  Session s = coupled();
  s.tests.networks.phase_max_q_05 = 0;
  EXPECT_EQ(headline(s),
            "There is coupling: 2 neurons couple more than noise gives. No single network can be "
            "named.");
  s.tests.neurons.phase_max_q_05 = 0;
  s.tests.networks.phase_max_q_05 = 1;
  EXPECT_EQ(headline(s),
            "There is coupling: 1 network couples more than noise gives. No single neuron can be "
            "named.");
  s.tests.networks.phase_max_q_05 = 0;
  EXPECT_TRUE(has(headline(s), "no single neuron or network can be named"));
}

TEST(Words, WarnWhereTheUntrainedModelCouplesToo) {
  const Session trained = coupled();
  Session untrained = example_session();
  EXPECT_FALSE(has(all_answers(trained, &untrained), "It couples as well"));
  untrained.tests.global.p = 0.01;
  EXPECT_TRUE(has(all_answers(trained, &untrained), "It couples as well"));
  EXPECT_TRUE(has(all_answers(trained), "No untrained model is part of this study"));
}

TEST(Words, TellWhatThePapersTestDoesWithNoise) {
  // It accepts from 0.30 on: no neuron of three in the first draw but 0.40, one in the second.
  EXPECT_TRUE(has(all_answers(example_session()), "33.3 % of neurons reach"));
  EXPECT_TRUE(has(all_answers(example_session()), "calls 2 of 3 neurons (66.7 %)"));
}

TEST(Words, TellWhichQValuesCanExist) {
  Session s = example_session();
  s.tests.neurons = side_of(9216, 0, 9216, 0, 0);
  EXPECT_TRUE(has(all_answers(s), "no q \u2264 0.05 exists unless 37 of them reach it"))
      << all_answers(s);
  s.tests.permutations = 18;
  EXPECT_TRUE(has(all_answers(s), "no q \u2264 0.05 can exist")) << all_answers(s);
}

Report only(Session session) {
  Report report = example_report();
  report.sessions = {std::move(session)};
  return report;
}

TEST(Words, SetNoiseBesideWhatWasObservedByTheSameMeasure) {
  Session s = example_session();
  // Partial means of 0.05, 0.25, 0.45 and of 0.08, 0.40, 0.45; noise of 0.8 / 3, 0.7 / 3 twice.
  const std::string text = all_answers(s);
  EXPECT_TRUE(has(text,
                  "largest partial correlations, given the nuisance set, average 0.250; "
                  "with networks whose phases are random the same neurons average 0.250"))
      << text;
  EXPECT_TRUE(has(text, "The networks\u2019 average 0.310; in noise 0.233")) << text;
  EXPECT_TRUE(has(text, "The set explains 13.0 % of the median neuron\u2019s variance.")) << text;
  s.tests.neurons.nuisance_r2.mostly = 2;
  EXPECT_TRUE(has(all_answers(s), "variance, and more than 90 % of 2 neurons."));
  const std::string lines = summary_text(only(s));
  EXPECT_TRUE(has(lines, "mean largest PCC  neurons 0.300; networks 0.300")) << lines;
  EXPECT_TRUE(has(lines, "neurons 0.250 (noise 0.250); networks 0.310 (0.233)")) << lines;
  EXPECT_TRUE(has(lines, "2 neurons more than 90 %")) << lines;
  s.input.partial.reset();
  EXPECT_TRUE(has(all_answers(s), "largest correlations average 0.300")) << all_answers(s);
}

TEST(Words, DoNotCountWhatFewPermutationsCannotReach) {
  Session s = example_session();
  EXPECT_TRUE(has(all_answers(s), "0 (0.0 %) have p < 0.01"));
  s.tests.permutations = 20;
  const std::string text = all_answers(s);
  EXPECT_FALSE(has(text, "0.0 %")) << text;
  EXPECT_TRUE(has(text,
                  "p < 0.01 before any correction cannot be told with 20 permutations "
                  "(smallest p: 0.048)"))
      << text;
  EXPECT_TRUE(has(text, "significant at q \u2264 0.01 cannot be told with 20 permutations"))
      << text;
  s.tests.permutations =
      99;  // p = 0.01 is not below 0.01, but q = 0.01 is within the paper's threshold
  EXPECT_TRUE(has(all_answers(s), "p < 0.01 before any correction cannot be told"));
  EXPECT_TRUE(has(all_answers(s), "It calls 2 of 3 neurons"));
}

TEST(Words, SayOfASideWithoutTestsThatItHasNone) {
  Session s = example_session();
  s.tests.neurons = s.tests.networks = side_of(0, 0, 0, 0, 0);
  s.tests.global.p = std::numeric_limits<double>::quiet_NaN();
  const std::string text = all_answers(s);
  EXPECT_TRUE(has(text, "No neuron could be tested")) << text;
  EXPECT_TRUE(has(text, "It could test nothing")) << text;
  EXPECT_FALSE(has(text, "0 of 0")) << text;
}

TEST(SummaryText, DoesNotCountWhatFewPermutationsCannotReach) {
  Session s = example_session();
  EXPECT_TRUE(has(summary_text(only(s)), "0.0 % and 0.0 % (chance: 1 %)")) << summary_text(only(s));
  s.tests.permutations = 20;
  const std::string text = summary_text(only(s));
  EXPECT_TRUE(has(text, "(smallest p: 0.048)")) << text;
  EXPECT_FALSE(has(text, "0.0 %")) << text;
}

TEST(SummaryText, TellsHowManyMustReachTheSmallestPForTheVerdictsQ) {
  Session s = example_session();
  s.tests.neurons = side_of(9216, 0, 9216, 0, 0);
  EXPECT_TRUE(has(summary_text(only(s)), "q <= 0.05 needs 37")) << summary_text(only(s));
}

TEST(SummaryText, HasNoSmallestQWhereNothingWasTested) {
  Session s = example_session();
  s.tests.neurons = s.tests.networks = side_of(0, 0, 0, 0, 0);
  s.tests.global.p = std::numeric_limits<double>::quiet_NaN();
  for (LagTrace& row : s.input.lags.traces) row.correlation = s.tests.global.p;
  const std::string text = summary_text(only(s));
  EXPECT_FALSE(has(text, "smallest q")) << text;
  EXPECT_TRUE(has(text, "no neuron could be tested, no network could be tested")) << text;
  EXPECT_TRUE(has(text, "nothing could be checked")) << text;
  EXPECT_FALSE(has(text, "best |r|")) << text;
}

TEST(LagWords, PassOverALagThatCouldNotBeComputed) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const LagCheck lags = {{{-1, 0, none, none, none}, {0, 0, 0.4, 0.1, 0.2}}, 0.3};
  EXPECT_TRUE(has(lag_words(lags, 1.5), "best at lag 0, |r| 0.400")) << lag_words(lags, 1.5);
}

TEST(LagWords, AgreeWhereTheWordsAreFollowedOnTime) {
  EXPECT_EQ(lag_verdict(example_session().input.lags, 1.5), LagVerdict::agrees);
  EXPECT_TRUE(has(lag_words(example_session().input.lags, 1.5), "best at lag 0"));
}

TEST(LagWords, WarnOfAWrongOffset) {
  const LagCheck lags = {{{0, 0, 0.2, 0.1, 0.2}, {4, 0, 0.4, 0.1, 0.2}}, 0.3};
  EXPECT_EQ(lag_verdict(lags, 1.5), LagVerdict::off);
  EXPECT_TRUE(has(lag_words(lags, 1.5), "+4 volumes (+6.0 s)")) << lag_words(lags, 1.5);
  EXPECT_TRUE(has(lag_words(lags, 1.5), "adding +6 s to audio_start_s"));
}

TEST(LagWords, ForgiveAResponseThatIsTwoSecondsLate) {
  const LagCheck lags = {{{0, 0, 0.2, 0.1, 0.2}, {2, 0, 0.4, 0.1, 0.2}}, 0.3};
  EXPECT_EQ(lag_verdict(lags, 0.8), LagVerdict::agrees);
  EXPECT_EQ(lag_verdict(lags, 1.5), LagVerdict::off);
}

TEST(LagWords, SayThatTheyCannotTellWhereNoiseDoesAsMuch) {
  const LagCheck lags = {{{0, 0, 0.2, 0.1, 0.2}, {7, 0, 0.29, 0.1, 0.2}}, 0.3};
  EXPECT_EQ(lag_verdict(lags, 1.5), LagVerdict::silent);
  EXPECT_TRUE(has(lag_words(lags, 1.5), "cannot tell"));
  EXPECT_EQ(lag_words({}, 1.5), "");
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
  EXPECT_LE(lines_of(text), 36u) << text;
  EXPECT_TRUE(has(text, "Pie Man (main): Nothing here is more than noise gives.")) << text;
  EXPECT_TRUE(has(text, "Pie Man (untrained): p = 0.61")) << text;
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
  EXPECT_LE(lines_of(text), 47u) << text;
  for (const char* words : {"wrong story p", "wrong-story p", "networks: 111 of 128"})
    EXPECT_TRUE(has(text, words)) << words << text;
  EXPECT_EQ(text.find("couples without training"), text.rfind("couples without training")) << text;
}

}  // namespace
}  // namespace anbn
