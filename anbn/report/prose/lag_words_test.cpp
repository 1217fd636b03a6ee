// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/nan.h"
#include "anbn/report/example_report.h"
#include "anbn/report/prose/answers.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(LagWords, PassOverALagThatCouldNotBeComputed) {
  const double none = kNan;
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

}  // namespace
}  // namespace anbn
