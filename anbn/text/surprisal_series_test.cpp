// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/surprisal_series.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

TEST(SurprisalSeries, AddUpTokensToWordsAndWordsToVolumes) {
  TokenTable table;
  // A special; a word of which nothing is known; one of two pieces; one of which one piece is
  // known.
  table.tokens = {{1, {}, {}, 0, ""}, {2, 0, -1, 0, ""}, {3, 1, 0, 0, ""},
                  {4, 1, 0, 0, ""},   {5, 2, 0, 0, ""},  {6, 2, 0, 0, ""}};
  table.word_volumes = {-1, 0, 0};
  const std::vector<float> nats = {9, kFloatNan, 2, 3, kFloatNan, 7};
  const std::vector<double> words = surprisal_of_words(table, nats);
  ASSERT_EQ(words.size(), 3u);
  EXPECT_TRUE(std::isnan(words[0]));
  EXPECT_EQ(words[1], 5);
  EXPECT_EQ(words[2], 7);
  // The first word counts as the mean of 5 and 7.
  EXPECT_EQ(surprisal_series(table, words, -2, 4).values, (std::vector<float>{0, 6, 12, 0}));
  EXPECT_EQ(surprisal_series(table, words, 0, 1).values, (std::vector<float>{12}));
  const std::vector<double> unknown(3, kNan);
  EXPECT_EQ(surprisal_series(table, unknown, -1, 2).values, (std::vector<float>{0, 0}));
}

}  // namespace
}  // namespace anbn
