// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/speech_series.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

/// Two segments, [CLS] the dog ##s [SEP] and [CLS] ran [SEP], in volumes 0, 0, 0 and 2.
TokenTable two_segments() {
  TokenTable table;
  table.tokens = {{1, {}, {}, 0, "[CLS]"}, {2, 0, 0, 0, ""},        {3, 1, 0, 0, ""},
                  {4, 1, 0, 0, ""},        {5, {}, {}, 0, "[SEP]"}, {1, {}, {}, 1, "[CLS]"},
                  {6, 2, 2, 1, ""},        {5, {}, {}, 1, "[SEP]"}};
  table.segment_sizes = {5, 3};
  table.word_volumes = {0, 0, 2};
  return table;
}

TEST(SpeechSeries, TellHowManyWordsAndWhetherThereAreAny) {
  const Matrix x = speech_series(two_segments(), 0, 4);
  const float words[] = {2, 0, 1, 0}, speech[] = {1, 0, 1, 0};
  for (std::size_t t = 0; t < 4; ++t) {
    EXPECT_EQ(x(t, 0), words[t]);
    EXPECT_EQ(x(t, 1), speech[t]);
  }
}

TEST(SpeechSeries, TellThePlaceInTheSegmentWhereThereAreTokens) {
  const Matrix x = speech_series(two_segments(), 0, 4);
  // Pieces 1, 2 and 3 of the first segment; piece 1 of the second.
  const double p[] = {2 / 512.0, 0, 1 / 512.0, 0};
  for (std::size_t t = 0; t < 4; ++t) {
    const bool heard = p[t] > 0;
    EXPECT_FLOAT_EQ(x(t, 2), static_cast<float>(p[t]));
    EXPECT_FLOAT_EQ(x(t, 3), static_cast<float>(p[t] * p[t]));
    EXPECT_FLOAT_EQ(x(t, 4), heard ? static_cast<float>(std::exp(-20 * p[t])) : 0);
    EXPECT_FLOAT_EQ(x(t, 5), heard ? static_cast<float>(std::exp(-100 * p[t])) : 0);
  }
}

TEST(SpeechSeries, TellThePlaceInTheWindow) {
  TokenTable table;
  table.tokens = {{2, 0, 0, 0, ""}, {3, 1, 0, 0, ""}, {4, 1, 1, 0, ""}};
  table.segment_sizes = {3};
  table.windows = {{0, 0, 2}, {1, 2, 3}};
  table.before_window = {7};
  table.word_volumes = {0, 0};
  const Matrix x = speech_series(table, 0, 2);
  // Behind the special: places 1 and 2 of the first window; 2 of the second, which begins later.
  EXPECT_FLOAT_EQ(x(0, 2), 1.5f / 512);
  EXPECT_FLOAT_EQ(x(1, 2), 2 / 512.0f);
}

TEST(SpeechSeries, BeginAtAnyVolume) {
  TokenTable table = two_segments();
  table.tokens[1].volume = -2;
  table.word_volumes[0] = -2;
  const Matrix x = speech_series(table, -2, 3);
  EXPECT_EQ(x.rows, 3u);
  EXPECT_EQ(x(0, 0), 1);
  EXPECT_FLOAT_EQ(x(0, 2), 1 / 512.0f);
  EXPECT_EQ(x(1, 0), 0);
  EXPECT_EQ(x(2, 0), 1);
  EXPECT_FLOAT_EQ(x(2, 2), 2.5f / 512);
  // What lies outside counts for nothing.
  EXPECT_EQ(speech_series(table, 3, 2).values, std::vector<float>(12, 0));
}

}  // namespace
}  // namespace anbn
