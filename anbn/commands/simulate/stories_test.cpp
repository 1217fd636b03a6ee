// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/stories.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace anbn {
namespace {

const SpokenStory kShort = {"short", "Short", "\nStop,/VERB I/PRON say./VERB\n\n“No!”/INTJ\n"};

TEST(SpokenStories, HaveThreeToFiveHundredWordsWithUniversalTags) {
  const std::set<std::string> universal = {"ADJ",  "ADP",  "ADV",   "AUX",  "CCONJ",
                                           "DET",  "INTJ", "NOUN",  "NUM",  "PART",
                                           "PRON", "VERB", "PROPN", "SCONJ"};
  ASSERT_EQ(spoken_stories().size(), 2u);
  for (const SpokenStory& story : spoken_stories()) {
    const auto words = spoken_words(story, 0, 1);
    EXPECT_GE(words.size(), 300u) << story.name;
    EXPECT_LE(words.size(), 500u) << story.name;
    for (const SpokenWord& word : words)
      EXPECT_TRUE(universal.contains(word.upos)) << word.text << " " << word.upos;
  }
}

TEST(SpokenStories, TagAWordThatOnlyHasOneReadingAlwaysTheSame) {
  const std::map<std::string, std::string> tags = {
      {"the", "DET"}, {"a", "DET"},    {"and", "CCONJ"}, {"he", "PRON"},
      {"of", "ADP"},  {"who", "PRON"}, {"said.", "VERB"}};
  for (const SpokenStory& story : spoken_stories())
    for (const SpokenWord& word : spoken_words(story, 0, 1))
      if (const auto tag = tags.find(word.text); tag != tags.end()) {
        EXPECT_EQ(word.upos, tag->second) << word.text;
      }
}

TEST(SpokenWords, KeepTheirPunctuationAndLoseTheirTags) {
  const auto words = spoken_words(kShort, 0, 1);
  ASSERT_EQ(words.size(), 4u);
  EXPECT_EQ(words[0].text, "Stop,");
  EXPECT_EQ(words[0].upos, "VERB");
  EXPECT_EQ(words[3].text, "“No!”");
  EXPECT_EQ(words[3].upos, "INTJ");
}

TEST(SpokenWords, FollowOneAnotherWithPausesThatPunctuationMakesLonger) {
  const auto words = spoken_words(kShort, 12, 1);
  EXPECT_EQ(words[0].onset_s, 12);
  const auto pause_s = [&](std::size_t i) {
    return words[i + 1].onset_s - words[i].onset_s - words[i].duration_s;
  };
  EXPECT_NEAR(pause_s(0), 0.25, 0.12);  // comma
  EXPECT_NEAR(pause_s(1), 0.025, 0.035);
  EXPECT_GE(pause_s(2), 0.88);  // end of the paragraph
}

TEST(SpokenWords, AreAFunctionOfTheSeed) {
  const SpokenStory& story = spoken_stories()[0];
  EXPECT_EQ(spoken_words(story, 0, 1).back().onset_s, spoken_words(story, 0, 1).back().onset_s);
  EXPECT_NE(spoken_words(story, 0, 1).back().onset_s, spoken_words(story, 0, 2).back().onset_s);
}

TEST(SpokenWords, TakeTwoToFourMinutesWithSilencesOfSeconds) {
  for (const SpokenStory& story : spoken_stories())
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const auto words = spoken_words(story, 0, seed);
      double longest_s = 0;
      for (std::size_t i = 1; i < words.size(); ++i)
        longest_s =
            std::max(longest_s, words[i].onset_s - words[i - 1].onset_s - words[i - 1].duration_s);
      EXPECT_GT(words.back().onset_s, 120) << story.name;
      EXPECT_LT(words.back().onset_s, 270) << story.name;
      EXPECT_GE(longest_s, 2.98) << story.name << ", seed " << seed;
      EXPECT_LE(longest_s, 5.02) << story.name << ", seed " << seed;
    }
}

}  // namespace
}  // namespace anbn
