// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/false_discovery_words.h"

#include "anbn/report/example_report.h"
#include "anbn/report/prose/answers.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(FalseDiscoveryWords, TellFoundBesideNoise) {
  const std::vector<PassedThreshold> rows = {{0.2, 400, 150.2, 300}, {0.21, 61, 3.1, 9}};
  EXPECT_EQ(false_discovery_words(rows, 2304, "neuron", "partial r"),
            "61 of 2304 neurons reach a partial r of 0.21; of noise 3.1 do on average, and at most "
            "9 in 95 % of its draws: about 5.1 % of those found are what noise explains; which of "
            "them is not told. The draws alone chose this threshold.");
}

TEST(FalseDiscoveryWords, OfNoMoreThanNoiseSayNoMore) {
  EXPECT_EQ(false_discovery_words({{0.3, 1, 0.4, 1}}, 20, "network", "r"),
            "1 of 20 networks reaches an r of 0.3; of noise 0.4 do on average, and at most 1 in 95 "
            "% of its draws: no more than noise may give.");
}

TEST(FalseDiscoveryWords, AreEmptyWhereNoThresholdIsRare) {
  EXPECT_EQ(false_discovery_words({{0.3, 9, 5, 20}}, 20, "network", "r"), "");
  EXPECT_EQ(false_discovery_words({}, 20, "network", "r"), "");
}

TEST(FalseDiscoveryWords, SayWhatIsCompared) {
  Session s = example_session();
  EXPECT_EQ(threshold_words(s), "partial r");
  s.input.partial.reset();
  EXPECT_EQ(threshold_words(s), "r");
  s.input.pcc = kAbsolutePcc;
  EXPECT_EQ(threshold_words(s), "|r|");
}

TEST(FalseDiscoveryWords, StandInTheAnswers) {
  Session s = example_session();
  s.false_discoveries.neurons = {{0.4, 2, 0.05, 1}};
  const std::string which = answers(s, nullptr)[2].text;
  EXPECT_NE(which.find("2 of 3 neurons reach a partial r of 0.4"), std::string::npos) << which;
}

}  // namespace
}  // namespace anbn
