// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/options.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

const std::vector<std::string> kKnown = {"tr_s", "first_volume", "volumes", "segments"};

TEST(NearestWord, ForgivesSlips) {
  EXPECT_EQ(nearest_word("volume", kKnown), "volumes");
  EXPECT_EQ(nearest_word("frist_volume", kKnown), "first_volume");
  EXPECT_EQ(nearest_word("tr", kKnown), "tr_s");
  EXPECT_EQ(nearest_word("segments", kKnown), "segments");
}

TEST(NearestWord, DoesNotGuessWildly) {
  EXPECT_EQ(nearest_word("permutations", kKnown), "");
  EXPECT_EQ(nearest_word("xyz", kKnown), "");
  EXPECT_EQ(nearest_word("volume", {}), "");
}

TEST(NearestWord, TakesTheFirstOfEquallyNearOnes) {
  EXPECT_EQ(nearest_word("cat", {"car", "cap"}), "car");
}

TEST(DidYouMean, EndsAMessage) {
  EXPECT_EQ(did_you_mean("volume", kKnown), "; did you mean 'volumes'?");
  EXPECT_EQ(did_you_mean("permutations", kKnown), "");
}

TEST(Choice, EqualsItsWord) {
  const Choice choice{{"even", "greedy"}, "even"};
  EXPECT_TRUE(choice == "even");
  EXPECT_FALSE(choice == "greedy");
}

TEST(Input, IsGivenOnceItHasAPath) {
  EXPECT_FALSE(Input{}.given());
  EXPECT_TRUE((Input{InputKind::file, Presence::optional, "x.npy"}.given()));
}

}  // namespace
}  // namespace anbn
