// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/other_stories.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace anbn {
namespace {

using Words = std::vector<std::string>;

StoryFacts fact(const std::string& name, std::size_t volumes, Words words, double tr_s = 1.5) {
  std::vector<Word> told;
  for (std::string& word : words) told.emplace_back().text = std::move(word);
  return {name, volumes, tr_s, told_text(told)};
}

const Words kFox = {"the", "fox", "ran", "home", "to", "the", "den"},
            kSea = {"a", "boat", "on", "the", "sea", "sank", "slowly"};

TEST(OtherStories, ChangePlacesWhateverTheirLengths) {
  const OtherStories found = other_stories({fact("fox", 90, kFox), fact("sea", 120, kSea)});
  EXPECT_EQ(found.why_none, "");
  EXPECT_EQ(found.classes, (std::vector<LengthClass>{{{0, 1}, 90}}));
  EXPECT_EQ(found.stories(), 2u);
}

TEST(OtherStories, OneHasNone) {
  const OtherStories found = other_stories({fact("fox", 90, kFox)});
  EXPECT_EQ(found.why_none, "there is one story only");
  EXPECT_EQ(found.stories(), 0u);
}

TEST(OtherStories, OfOtherTrsHaveNone) {
  const OtherStories found =
      other_stories({fact("fox", 90, kFox), fact("sea", 90, kSea, 2), fact("hut", 90, {"hut"})});
  EXPECT_EQ(found.why_none,
            "fox has a TR of 1.5 s and sea one of 2 s, so their volumes cannot be laid beside each "
            "other");
  EXPECT_TRUE(found.classes.empty());
  EXPECT_EQ(other_stories({fact("fox", 90, kFox), fact("sea", 90, kSea, 1.500001)}).why_none, "");
}

TEST(OtherStories, ASecondTellingStaysOut) {
  Words again = kFox;
  again[3] = "back";
  const OtherStories found =
      other_stories({fact("fox", 90, kFox), fact("told-again", 500, again), fact("sea", 80, kSea)});
  EXPECT_EQ(found.same_text_as, (Words{"", "fox", ""}));
  EXPECT_EQ(found.classes, (std::vector<LengthClass>{{{0, 2}, 80}}));
  EXPECT_EQ(other_stories({fact("fox", 90, kFox), fact("again", 90, again, 2)}).why_none,
            "all stories are told by the same words");
}

TEST(OtherStories, TwoHundredAreInClasses) {
  std::vector<StoryFacts> many;
  for (std::size_t s = 0; s < 200; ++s)
    many.push_back(fact(fmt::format("s{}", s), 150 + 7 * s % 90, {fmt::format("word{}", s)}));
  EXPECT_EQ(other_stories(many).stories(), 200u);
}

}  // namespace
}  // namespace anbn
