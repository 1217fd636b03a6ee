// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/low_level_series.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(LowLevelSeries, TellWordsTheirChangeAndTheirLetters) {
  TokenTable table;
  table.word_volumes = {-3, -1, 0, 0, 2};
  const std::vector<std::size_t> letters = {9, 4, 1, 5, 7};
  const Matrix x = low_level_series(table, letters, -2, 5);
  const float words[] = {0, 1, 2, 0, 1}, change[] = {-1, 1, 1, -2, 1}, all[] = {0, 4, 6, 0, 7};
  ASSERT_EQ(x.rows, 5u);
  ASSERT_EQ(x.cols, kLowLevelSeries.size());
  for (std::size_t t = 0; t < 5; ++t) {
    EXPECT_EQ(x(t, 0), words[t]);
    EXPECT_EQ(x(t, 6), change[t]) << t;
    EXPECT_EQ(x(t, 7), all[t]);
  }
  EXPECT_EQ(kLowLevelSeries[6], "word_rate_change");
  EXPECT_EQ(kLowLevelSeries[7], "letters");
}

TEST(LowLevelSeries, AreThoseOfSpeechToo) {
  TokenTable table;
  table.tokens = {{1, {}, {}, 0, "[CLS]"}, {2, 0, 1, 0, ""}, {5, {}, {}, 0, "[SEP]"}};
  table.segment_sizes = {3};
  table.word_volumes = {1};
  const Matrix all = low_level_series(table, std::vector<std::size_t>{3}, 0, 4);
  const Matrix speech = speech_series(table, 0, 4);
  for (std::size_t t = 0; t < 4; ++t)
    for (std::size_t k = 0; k < speech.cols; ++k) EXPECT_EQ(all(t, k), speech(t, k));
}

}  // namespace
}  // namespace anbn
