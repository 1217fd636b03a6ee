// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/profiles.h"

#include "anbn/interpret/tag_counts.h"
#include "tests/support/tagged_story.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

/// Two segments, a word without a tag among them, and pairs of every kind: words, specials, none.
class Profiles : public testing::Test {
 protected:
  Profiles() {
    story.upos[5] = "n/a";
    story.categories = token_categories(story.upos);
    for (std::size_t s = 0; s < 2; ++s)
      for (std::size_t i = 0; i < kTop; ++i) {
        const bool is_absent = s == 1 && i >= 30;
        const auto token = [&](std::size_t step) {
          return static_cast<std::int32_t>(story.begin_of(s) + i * i * step % 22 + 1);
        };
        query.push_back(is_absent ? 0 : token(3));
        key.push_back(is_absent ? 0 : token(7) + (i % 3 == 0 && token(7) % 22 != 0));
      }
  }
  PairsOfNeuron pairs() const { return {query, key}; }

  static constexpr std::size_t kTop = 40;
  TaggedStory story{2, 20, 9};
  std::vector<std::int32_t> query, key;
};

TEST_F(Profiles, CountPairsByTheClassesOfBoth) {
  std::vector<std::int32_t> counts(kProfileCells), expected(kProfileCells);
  EXPECT_EQ(count_classes(pairs(), story.categories.category, counts), 70u);
  for (std::size_t i = 0; i < query.size(); ++i) {
    if (query[i] == 0) continue;
    const std::string &a = story.upos[static_cast<std::size_t>(query[i] - 1)],
                      &b = story.upos[static_cast<std::size_t>(key[i] - 1)];
    if (a != "n/a" && b != "n/a") ++expected[category_of(a) * kPosCategories + category_of(b)];
  }
  EXPECT_EQ(counts, expected);
  EXPECT_LT(std::accumulate(counts.begin(), counts.end(), 0), 70);
}

TEST_F(Profiles, ExpectedIsTheMeanOverAllShiftsOfEachSegment) {
  // Every pair of shifts of the two segments once: 20 x 20.
  std::vector<double> mean(kProfileCells);
  for (std::size_t a = 0; a < 20; ++a)
    for (std::size_t b = 0; b < 20; ++b) {
      std::vector<std::uint8_t> moved = story.categories.category;
      for (std::size_t i = 0; i < 20; ++i) {
        moved[1 + i] = story.categories.category[1 + (i + a) % 20];
        moved[23 + i] = story.categories.category[23 + (i + b) % 20];
      }
      std::vector<std::int32_t> counts(kProfileCells);
      count_classes(pairs(), moved, counts);
      for (std::size_t c = 0; c < kProfileCells; ++c) mean[c] += counts[c] / 400.0;
    }
  const ShiftedClasses shifts(story.categories, story.segment_sizes, 0, 1);
  std::vector<double> expected(kProfileCells, 7.0);
  ExpectedProfile(shifts, story.categories).of(pairs(), expected);
  for (std::size_t c = 0; c < kProfileCells; ++c) EXPECT_NEAR(expected[c], mean[c], 1e-9) << c;
}

TEST_F(Profiles, ShiftedTagsAreThoseOfTheMovedClasses) {
  const ShiftedClasses shifts(story.categories, story.segment_sizes, 50, 4);
  const ShiftedTags tags(shifts, 37);  // no multiple of the draws that are counted side by side
  std::vector<std::uint16_t> found(37);
  tags.of(pairs(), found);
  for (std::size_t d = 0; d < 37; ++d) {
    std::vector<std::int32_t> counts(kProfileCells);
    const std::size_t total = count_classes(pairs(), shifts.categories(d), counts);
    const PosTag tag = *tag_of(counts, total);
    EXPECT_EQ(found[d], tag.query * kPosCategories + tag.key) << d;
  }
}

TEST_F(Profiles, NoPairsHaveNoShiftedTag) {
  const ShiftedClasses shifts(story.categories, story.segment_sizes, 3, 4);
  std::fill(query.begin(), query.end(), 0);
  std::vector<std::uint16_t> found(3);
  ShiftedTags(shifts, 200).of(pairs(), found);
  EXPECT_EQ(found, std::vector<std::uint16_t>(3, kProfileCells));
}

TEST(TagCounts, StandBesideTheDrawsAndAreFoldedAfterTagging) {
  const std::size_t det = category_of("DET"), noun = category_of("NOUN"),
                    verb = category_of("VERB");
  const std::vector<std::optional<PosTag>> tags = {PosTag{det, noun, 0.5}, PosTag{noun, det, 0.4},
                                                   PosTag{det, noun, 0.9}, std::nullopt};
  const auto cell = [](std::size_t a, std::size_t b) {
    return static_cast<std::uint16_t>(a * kPosCategories + b);
  };
  // Two draws a neuron.
  const std::vector<std::uint16_t> drawn = {cell(det, noun), cell(verb, verb), cell(det, noun),
                                            cell(det, noun), cell(noun, det),  cell(det, noun),
                                            kProfileCells,   kProfileCells};
  const std::vector<TagCount> counts = tag_counts(tags, drawn, 2);
  ASSERT_EQ(counts.size(), 5u);  // directed: det-noun, noun-det, verb-verb; folded: two
  EXPECT_EQ(counts[0].neurons, 2u);
  EXPECT_DOUBLE_EQ(counts[0].share, 2. / 3);
  EXPECT_DOUBLE_EQ(counts[0].expected, 2);
  EXPECT_EQ(counts[1].query, noun);
  EXPECT_DOUBLE_EQ(counts[1].expected, 0.5);
  EXPECT_EQ(counts[2].neurons, 0u);
  EXPECT_EQ(counts[3].counted, TagDirection::folded);
  EXPECT_EQ(counts[3].neurons, 3u);
  EXPECT_DOUBLE_EQ(counts[3].expected, 2.5);  // 3 in the first draw, 2 in the second
  EXPECT_GT(counts[3].high, counts[3].low);
  EXPECT_TRUE(std::isnan(tag_counts(tags, {}, 0)[0].expected));
}

}  // namespace
}  // namespace anbn
