// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/heard_story.h"

#include "anbn/core/random.h"
#include "anbn/neurons/attention_qk.h"
#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"

#include <gtest/gtest.h>

#include <vector>

namespace anbn {
namespace {

using Ranges = std::vector<KeyRange>;

/// Five tokens in windows of the tokens 1-3 and 3-5.
TokenTable sliding_table() {
  TokenTable table = example_tokens({0, 0, 0, 0, 0}, 2).table;
  table.windows = {{0, 0, 3}, {2, 3, 5}};
  return table;
}

TEST(HeardStory, QueriesMeetTheKeysOfTheirWindow) {
  const TokenTable table = sliding_table();
  const std::vector<std::size_t> two_layers = {0, 2};
  const auto kept = met_keys(table, two_layers, PairsChoice::by_model, FirstToken::kept);
  EXPECT_EQ(kept(1), (Ranges{{0, 1}, {0, 2}, {0, 3}, {2, 4}, {2, 5}}));
  EXPECT_EQ(kept(2), (Ranges{{0, 1}, {0, 2}, {1, 3}, {2, 4}, {3, 5}}));
  const auto without = met_keys(table, two_layers, PairsChoice::attended, FirstToken::left_out);
  EXPECT_EQ(without(1), (Ranges{{1, 1}, {1, 2}, {1, 3}, {2, 4}, {2, 5}}));
  const auto all = met_keys(table, two_layers, PairsChoice::all, FirstToken::left_out);
  EXPECT_EQ(all(2), (Ranges{{1, 1}, {1, 3}, {1, 3}, {2, 5}, {2, 5}}));
  // A model whose tokens see all others, and never leaves one out.
  const auto both_ways = met_keys(table, {}, PairsChoice::by_model, FirstToken::left_out);
  EXPECT_EQ(both_ways(1), (Ranges{{0, 3}, {0, 3}, {0, 3}, {2, 5}, {2, 5}}));
  // Behind a special nothing of the story is first.
  TokenTable behind = table;
  behind.before_window = {7};
  EXPECT_EQ(met_keys(behind, two_layers, PairsChoice::by_model, FirstToken::left_out)(1), kept(1));
}

TEST(HeardStory, QueriesMeetTheKeysOfTheirSegment) {
  const TokenTable table = example_tokens({0, 0, 1, 1, 1}, 2).table;
  const std::vector<std::size_t> one_layer = {0};
  EXPECT_EQ(met_keys(table, one_layer, PairsChoice::by_model, FirstToken::left_out)(1),
            (Ranges{{1, 1}, {1, 2}, {1, 1}, {1, 2}, {1, 3}}));
  EXPECT_FALSE(met_keys(table, {}, PairsChoice::all, FirstToken::left_out));
  EXPECT_NE(error_of([&] {
              met_keys(table, {}, PairsChoice::attended, FirstToken::kept);
            }).find("the tokens of this model see all others"),
            std::string::npos);
}

TEST(HeardStory, VolumesAndPairsCountTheSamePairs) {
  TokenTable in_windows = sliding_table(), in_segments = example_tokens({0, 0, 0, 1, 1}, 2).table;
  Threads threads(1);
  Matrix query(5, 1), key(5, 1);
  for (std::size_t i = 0; i < 5; ++i) {
    query(i, 0) = static_cast<float>(normal({1, 1}, i));
    key(i, 0) = static_cast<float>(normal({1, 2}, i));
  }
  for (TokenTable* table : {&in_windows, &in_segments})
    for (const std::size_t window : {0, 2})
      for (const FirstToken first : {FirstToken::kept, FirstToken::left_out}) {
        table->tokens[3].volume = table->tokens[4].volume = 0;
        const std::vector<std::size_t> layer = {window};
        const HeardStory story = heard_story(*table, layer, first);
        const Ranges met = met_keys(*table, layer, PairsChoice::by_model, first)(1);
        std::vector<std::int64_t> volumes;
        double sum = 0, pairs = 0;
        std::size_t segment_begin = 0;
        for (std::size_t i = 0; i < 5; ++i) {
          volumes.push_back(story.volume_of_token[i].value_or(-1));
          if (i > 0 && table->tokens[i].segment != table->tokens[i - 1].segment) segment_begin = i;
          for (std::size_t b = met[i].first; b < met[i].end; ++b, ++pairs)
            sum += query(i, 0) * key(segment_begin + b, 0);
        }
        const Matrix parts[] = {query, key};
        const Matrix activity = attention_qk_activity(parts,
                                                      {.volumes = volumes,
                                                       .count = 1,
                                                       .pairs = Pairs::attended,
                                                       .places = story.places,
                                                       .window = window},
                                                      Aggregate::mean, threads);
        EXPECT_NEAR(activity(0, 0), sum / pairs, 1e-6);
      }
}

}  // namespace
}  // namespace anbn
