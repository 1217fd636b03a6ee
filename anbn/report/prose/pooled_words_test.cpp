// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/pooled_words.h"

#include "anbn/core/nan.h"
#include "anbn/report/example_report.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/methods_words.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(PooledWords, BeginWhatIsPrinted) {
  Report report = example_report();
  EXPECT_FALSE(has(summary_text(report), "stories together"));
  add_together(report);
  const std::string text = summary_text(report);
  EXPECT_TRUE(text.starts_with("Example\n\nAll 2 stories together (main): There is coupling"))
      << text;
  EXPECT_TRUE(
      has(text,
          "  largest partial r 0.402 (L1H1D2-BN2), p = 0.002; noise 0.300, 5 % of it above 0.350\n"
          "  that pair's r     Pie Man 0.440, Shapes 0.310\n"))
      << text;
  EXPECT_TRUE(has(text, "  data              400 volumes, 2 stories (10.0 min)\n")) << text;
  EXPECT_LT(text.find("All 2 stories"), text.find("Pie Man (main)"));
  EXPECT_TRUE(has(text, "Shapes (main): Nothing found: neither a single pair nor all pairs"));
  EXPECT_TRUE(has(text, "a partial r above 0.350; 0.3 takes about 560 volumes in all")) << text;
}

TEST(PooledWords, SayWhatCouldNotBeTested) {
  Report report = example_report();
  add_together(report);
  Session& all = report.sessions[0];
  all.tests.global = {};
  all.tests.global.p = all.tests.global.observed = kNan;
  for (PooledStory& story : all.together) story.largest_pair = kNan;
  EXPECT_EQ(in_each_story(report, all), "Pie Man n/a, Shapes n/a");
  EXPECT_TRUE(has(headline(all), "Nothing could be tested"));
}

TEST(PooledWords, TellWhatIsTestedAndOfWhatItIsBlind) {
  Report report = example_report();
  add_together(report);
  const auto last = [](const Session& s) { return answers(s, nullptr).back(); };
  EXPECT_EQ(last(report.sessions[0]).question, "What is tested over all stories?");
  EXPECT_TRUE(has(last(report.sessions[0]).text, "a coupling of one story alone counts with"));
  EXPECT_NE(last(report.sessions[1]).question, "What is tested over all stories?");
}

TEST(PooledWords, SayWhereReliabilityCounts) {
  Report report = example_report();
  add_together(report);
  EXPECT_FALSE(has(summary_text(report), "weights"));
  EXPECT_EQ(reliability_words(report, report.sessions[0]), "");
  EXPECT_FALSE(has(pooled_words(report.sessions[0]), "reliability"));
  report.sessions[0].together[0].reliability = 0.8;
  report.sessions[0].together[1].reliability = 0.5;
  EXPECT_TRUE(has(summary_text(report),
                  "  weights           volumes times reliability: Pie Man 0.8, Shapes 0.5\n"))
      << summary_text(report);
  EXPECT_TRUE(
      has(pooled_words(report.sessions[0]), "volumes times the reliability of their scans"));
  EXPECT_TRUE(has(methods_words(report).paragraph,
                  "weighted with their volumes times the reliability of their scans (Pie Man 0.8, "
                  "Shapes 0.5)"));
  for (std::size_t s = 0; s < kFewestFolded; ++s)
    report.sessions[0].together.push_back({"fox", 9, 0.1, 0.2, 0, kNoIndex, 0, "", 0.1});
  EXPECT_EQ(reliability_words(report, report.sessions[0]), "0.1 to 0.8 (pooled/stories.tsv)");
}

/// The pooled session with eight stories or two that change places.
Session with_others(std::size_t stories) {
  Report report = example_report();
  add_together(report);
  Session s = report.sessions[0];
  const bool decides = stories >= kDecidingStories;
  s.tests.nulls.resize(2);
  s.tests.nulls[0].null = "phase";
  s.tests.nulls[0].omnibus.p = 0.004;
  s.tests.nulls[0].global.p = 0.002;
  s.tests.nulls[1].null = "other-stories";
  s.tests.nulls[1].draws = 5000;
  s.tests.nulls[1].omnibus.p = 0.03;
  s.tests.nulls[1].global = {0.39, 0.02, "L1H1D2-BN2", 0.31, 0.36};
  s.tests.other_stories = {"", stories, 360, 1, "pieman", 0.125, decides};
  if (decides) s.tests.omnibus.p = 0.03, s.tests.global.p = 0.02;
  return s;
}

TEST(PooledWords, TellBothNullModelsWhereTheLargerPDecides) {
  const Session s = with_others(8);
  EXPECT_TRUE(others_decide(s));
  EXPECT_EQ(other_stories_words(s),
            "p = 0.03 (5000 arrangements), of the largest 0.02; 8 stories change places over 360 "
            "volumes, the longest has 12.5 % of them; the larger of its p and that of phase "
            "decides");
  const std::string text = summary_text(only(s));
  EXPECT_TRUE(has(text, "p = 0.03 (phase 0.004, other-stories 0.03; p of neurons'")) << text;
  const std::vector<Answer> all = answers(s, nullptr);
  EXPECT_TRUE(has(all[0].text, "so far out of its noise p = 0.004")) << all[0].text;
  EXPECT_TRUE(has(all[0].text,
                  "Beside the brains of other stories p = 0.03: the verdict\u2019s p "
                  "is the larger of the two, 0.03."));
  EXPECT_TRUE(has(all[1].text,
                  "p = 0.002, corrected for all pairs; beside the brains of other stories 0.02. "
                  "The smallest that any neuron or network has by both is 0.02."))
      << all[1].text;
  EXPECT_TRUE(has(other_stories_answer(s), "8 stories, 360 volumes, of which pieman has 12.5 %"));
  EXPECT_TRUE(has(other_stories_answer(s), "is named where both name it"));
  EXPECT_TRUE(has(sensitivity_words(s), "a partial r above 0.360")) << sensitivity_words(s);
  Session weighted = s;
  for (PooledStory& story : weighted.together) story.reliability = 0.5;
  EXPECT_TRUE(has(other_stories_words(weighted), "pieman has 12.5 % of the weight; the larger"));
  EXPECT_TRUE(has(other_stories_answer(weighted), "goes with the brain, pieman has 12.5 %"));
}

TEST(PooledWords, SayThatFewStoriesDescribe) {
  const Session s = with_others(2);
  EXPECT_TRUE(has(other_stories_words(s), "; below 8 stories no verdict rests on it"));
  EXPECT_TRUE(has(other_stories_answer(s), "With fewer than 8 stories this describes"));
  EXPECT_FALSE(has(summary_text(only(s)), "(phase 0.004"));
  EXPECT_TRUE(has(answers(s, nullptr)[1].text, "p = 0.002, corrected for all pairs."));
}

TEST(PooledWords, SayWhyNoStoriesChangePlaces) {
  Session s = with_others(8);
  s.tests.nulls.pop_back();
  s.tests.other_stories = OtherStoriesSummary{"there is one story only"};
  EXPECT_EQ(other_stories_words(s), "none: there is one story only");
  EXPECT_EQ(other_stories_answer(s), "This could not be asked: there is one story only.");
  s.tests.other_stories.reset();
  EXPECT_EQ(other_stories_words(s) + other_stories_answer(s), "");
}

TEST(PooledWords, LeaveWarningsOfBurstsToSingleStories) {
  Report report = example_report();
  add_together(report);
  const auto any = [](const Session& s) { return answers(s, nullptr).front().text; };
  EXPECT_FALSE(has(any(report.sessions[1]), "bursts"));
  for (Session& s : report.sessions) {
    s.tests.networks.kurtosis.heavy = 1;
    s.tests.networks.kurtosis.largest = 12.5;
  }
  EXPECT_TRUE(
      has(any(report.sessions[1]), "networks has bursts (excess kurtosis above 3, 12.5 at"));
  EXPECT_TRUE(has(any(report.sessions[1]), "\"circular-shift\"]"));
  EXPECT_FALSE(has(any(report.sessions[0]), "bursts"));
}

}  // namespace
}  // namespace anbn
