// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/enrichment.h"

#include "tests/support/tagged_story.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

TEST(LogOdds, HaveHalfACountOnBothSides) {
  EXPECT_DOUBLE_EQ(log_odds_against(3, 10, 1.5, 10), std::log((3.5 / 7.5) / (2.0 / 9.0)));
  EXPECT_DOUBLE_EQ(log_odds_against(0, 4, 0, 4), 0);
  EXPECT_TRUE(std::isfinite(log_odds_against(4, 4, 0, 9)));
  EXPECT_TRUE(std::isnan(log_odds_against(0, 0, 1, 2)));
}

TEST(Enrichment, OfOneSegmentIsWorkedByHand) {
  // Four words; both pairs with the DET, one with the first NOUN.
  std::vector<std::string> upos = {"[CLS]", "DET", "NOUN", "NOUN", "VERB", "[SEP]"};
  const std::vector<std::string> pieces = {"[CLS]", "the", "fox", "den", "ran", "[SEP]"};
  const TokenCategories tokens = token_categories(upos);
  const ShiftedClasses shifts(tokens, std::vector<std::size_t>{6}, 400, 1);
  EnrichmentTest test(shifts, tokens, pieces);
  const std::vector<std::uint32_t> counts = {1, 2, 1, 0, 0, 0};
  const Enrichment found = test.of(counts);
  // Shifts 0 .. 3 give DET 2, 0, 0, 1: mean .75, variance 1.25 - .5625; NOUN 1, 3, 2, 0 is below.
  EXPECT_EQ(found.category, category_of("DET"));
  EXPECT_DOUBLE_EQ(found.share, 0.5);
  EXPECT_DOUBLE_EQ(found.expected, 0.75 / 4);
  EXPECT_DOUBLE_EQ(found.log_odds, log_odds_against(2, 4, 0.75, 4));
  // z is 1.25 / sqrt(.6875) = 1.51. Shift 1 has NOUN 3: (3 - 1.5) / sqrt(1.25) = 1.34. Shift 3 has
  // VERB 2 of 0, 0, 1, 2: the same z as DET, a tie, which counts as reached.
  std::size_t reached = 0;
  for (std::size_t d = 0; d < 400; ++d)
    reached += shifts.shift(d, 0) == 0 || shifts.shift(d, 0) == 3;
  EXPECT_DOUBLE_EQ(found.p, (static_cast<double>(reached) + 1) / 401);
  EXPECT_EQ(found.tokens, 3u);
  EXPECT_EQ(found.words, 3u);
  EXPECT_EQ(found.word, "the");
  EXPECT_EQ(found.word_share, 1);
}

TEST(Enrichment, NamesTheLargestWordOfTheClass) {
  std::vector<std::string> upos = {"DET", "NOUN", "DET", "DET", "NOUN", "VERB", "VERB", "VERB"};
  const std::vector<std::string> pieces = {"a", "fox", "the", "a", "a", "is", "is", "was"};
  const TokenCategories tokens = token_categories(upos);
  const ShiftedClasses shifts(tokens, std::vector<std::size_t>{8}, 50, 1);
  EnrichmentTest test(shifts, tokens, pieces);
  const std::vector<std::uint32_t> counts = {2, 0, 3, 2, 1, 0, 0, 0};
  const Enrichment found = test.of(counts);
  EXPECT_EQ(found.category, category_of("DET"));
  EXPECT_EQ(found.tokens, 4u);
  EXPECT_EQ(found.words, 2u);  // "a" is one word, whatever it is
  EXPECT_EQ(found.word, "a");
  EXPECT_DOUBLE_EQ(found.word_share, 4. / 7);
}

TEST(Enrichment, OfWhatNothingCanMoveIsNone) {
  std::vector<std::string> upos = {"[CLS]", "NOUN", "NOUN", "[SEP]"};
  const std::vector<std::string> pieces = {"[CLS]", "fox", "den", "[SEP]"};
  const TokenCategories tokens = token_categories(upos);
  const ShiftedClasses shifts(tokens, std::vector<std::size_t>{4}, 50, 1);
  EnrichmentTest test(shifts, tokens, pieces);
  for (const std::vector<std::uint32_t>& counts :
       {std::vector<std::uint32_t>{0, 3, 1, 0}, {9, 0, 0, 0}, {0, 0, 0, 0}}) {
    const Enrichment found = test.of(counts);
    EXPECT_EQ(found.category, kNoIndex);
    EXPECT_TRUE(std::isnan(found.p));
    EXPECT_TRUE(std::isnan(found.share));
    EXPECT_EQ(found.word, "");
  }
}

/// Counts of 60 queries a segment, on words drawn anew for each neuron; `liked` words have a chance
/// `times` as large.
std::vector<std::uint32_t> drawn_counts(const TaggedStory& story, std::uint64_t neuron,
                                        std::string_view liked, double times) {
  std::vector<std::uint32_t> counts(story.tokens());
  const RandomKey key = random_key(11, "test/neuron", neuron);
  std::size_t at = 0;
  for (std::size_t s = 0; s < story.segment_sizes.size(); ++s)
    for (std::size_t i = 0; i < 60;) {
      const auto word = static_cast<std::size_t>(uniform(key, at) *
                                                 static_cast<double>(story.segment_sizes[0] - 2));
      const std::size_t token = story.begin_of(s) + 1 + word;
      const double chance = story.upos[token] == liked ? 1 : 1 / times;
      const bool is_taken = uniform(key, at + 1) < chance;
      at += 2;
      if (!is_taken) continue;
      counts[token] += 1 + static_cast<std::uint32_t>(20 * std::pow(uniform(key, at++), 4));
      ++i;
    }
  return counts;
}

TEST(Enrichment, IsRareWithoutRelationAndFoundWhereItIs) {
  const TaggedStory story(3, 200, 5);
  const ShiftedClasses shifts(story.categories, story.segment_sizes, 199, 1);
  EnrichmentTest test(shifts, story.categories, story.pieces);
  std::size_t called = 0, found = 0;
  constexpr std::size_t kNeurons = 300;
  for (std::size_t i = 0; i < kNeurons; ++i) {
    called += test.of(drawn_counts(story, i, "", 1)).p <= 0.05;
    const Enrichment planted = test.of(drawn_counts(story, kNeurons + i, "DET", 3));
    found += planted.p <= 0.05 && planted.category == category_of("DET");
  }
  EXPECT_LE(called, kNeurons * 9 / 100);  // 3 standard errors above .05
  EXPECT_GE(called, kNeurons * 2 / 100);
  EXPECT_GE(found, kNeurons * 9 / 10);
}

}  // namespace
}  // namespace anbn
