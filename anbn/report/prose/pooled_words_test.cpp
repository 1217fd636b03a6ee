// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/pooled_words.h"

#include "anbn/report/example_report.h"
#include "anbn/report/prose/answers.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

#include <limits>

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
  all.tests.global.p = all.tests.global.observed = std::numeric_limits<double>::quiet_NaN();
  for (PooledStory& story : all.together)
    story.largest_pair = std::numeric_limits<double>::quiet_NaN();
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
