// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/shifted_classes.h"

#include "tests/support/tagged_story.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace anbn {
namespace {

TokenCategories of(std::vector<std::string> upos) { return token_categories(upos); }

TEST(ShiftedClasses, MoveWordsAndLeaveSpecialsWhereTheyAre) {
  const TokenCategories tokens =
      of({"[CLS]", "DET", "NOUN", "n/a", "[SEP]", "[CLS]", "VERB", "ADJ", "[SEP]"});
  const std::vector<std::size_t> sizes = {5, 4};
  const ShiftedClasses shifts(tokens, sizes, 40, 1);
  std::set<std::pair<std::size_t, std::size_t>> seen;
  for (std::size_t d = 0; d < 40; ++d) {
    const std::size_t first = shifts.shift(d, 0), second = shifts.shift(d, 1);
    ASSERT_LT(first, 3u);
    ASSERT_LT(second, 2u);
    seen.insert({first, second});
    const std::vector<std::uint8_t> moved = shifts.categories(d);
    for (const std::size_t special : {0u, 4u, 5u, 8u})
      EXPECT_EQ(moved[special], tokens.category[special]);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_EQ(moved[1 + i], tokens.category[1 + (i + first) % 3]);
    for (std::size_t i = 0; i < 2; ++i)
      EXPECT_EQ(moved[6 + i], tokens.category[6 + (i + second) % 2]);
  }
  EXPECT_EQ(seen.size(), 6u);  // each segment by a number of its own
}

TEST(ShiftedClasses, AreKeyedByTheSeedAndTheNumberOfTheDraw) {
  const TaggedStory story(2, 50, 1);
  const ShiftedClasses few(story.categories, story.segment_sizes, 5, 7),
      many(story.categories, story.segment_sizes, 50, 7),
      other(story.categories, story.segment_sizes, 5, 8);
  for (std::size_t d = 0; d < 5; ++d) EXPECT_EQ(few.categories(d), many.categories(d));
  EXPECT_NE(few.categories(3), other.categories(3));
}

TEST(ShiftedClasses, SegmentsWithoutWordsHaveNothingToMove) {
  const ShiftedClasses shifts(of({"[CLS]", "[SEP]"}), std::vector<std::size_t>{2}, 3, 1);
  EXPECT_EQ(shifts.shift(2, 0), 0u);
  EXPECT_TRUE(shifts.segments()[0].words.empty());
}

TEST(SumsOfShifts, AreThoseOfTheMovedClasses) {
  const TaggedStory story(2, 30, 3);
  const ShiftedClasses shifts(story.categories, story.segment_sizes, 20, 1);
  std::vector<std::uint32_t> weights(story.tokens());
  for (std::size_t t = 0; t < weights.size(); ++t)
    weights[t] = static_cast<std::uint32_t>(t * t % 7);
  for (std::size_t s = 0; s < 2; ++s) {
    std::vector<ClassCounts> sums;
    sums_of_shifts<std::uint32_t>(shifts.segments()[s], weights, sums);
    ASSERT_EQ(sums.size(), 30u);
    for (std::size_t d = 0; d < 20; ++d) {
      const std::vector<std::uint8_t> moved = shifts.categories(d);
      ClassCounts expected{};
      for (std::size_t t = story.begin_of(s) + 1; t < story.begin_of(s) + 31; ++t)
        expected[moved[t]] += weights[t];
      EXPECT_EQ(sums[shifts.shift(d, s)], expected);
    }
  }
}

}  // namespace
}  // namespace anbn
