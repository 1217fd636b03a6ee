// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/sentences.h"

#include <gtest/gtest.h>

#include <string>

namespace anbn {
namespace {

/// `text` with a bar after each sentence.
std::string barred(std::string text) {
  const auto ends = sentence_ends(text);
  for (auto end = ends.rbegin(); end != ends.rend(); ++end) text.insert(*end, 1, '|');
  return text;
}

TEST(SentenceEnds, StandAfterMarks) {
  EXPECT_EQ(barred("I came. I saw! Did I win? Yes."), "I came.| I saw!| Did I win?| Yes.|");
}

TEST(SentenceEnds, IncludeClosingQuotesButNotOpeningOnes) {
  EXPECT_EQ(barred("He said, \"Go.\" \"Why?\" (She left.) “So.” Then"),
            "He said, \"Go.\"| \"Why?\"| (She left.)| “So.”| Then");
}

TEST(SentenceEnds, AreNotAfterAbbreviationsInitialsAndDecimals) {
  EXPECT_EQ(barred("Mr. Dwyer paid J. Smith 3.50 in St. Paul. Then at 3 p.m. He left U.S. soil."),
            "Mr. Dwyer paid J. Smith 3.50 in St. Paul.| Then at 3 p.m. He left U.S. soil.|");
  EXPECT_EQ(barred("It was I. She was not (Dr. X)."), "It was I.| She was not (Dr. X).|");
}

TEST(SentenceEnds, AreNotWhereTheTextGoesOnInLowerCase) {
  EXPECT_EQ(barred("\"Really?\" he said... and left… So it goes."),
            "\"Really?\" he said... and left…| So it goes.|");
}

TEST(SentenceEnds, AreFoundInTextWithoutCapitals) {
  EXPECT_EQ(barred("hello there. how are you?"), "hello there.| how are you?|");
}

TEST(SentenceEnds, StandAtBlankLinesOfPunctuatedText) {
  EXPECT_EQ(barred("Pie Man\n\nI began.\n \nAnd so.\nOn."),
            "Pie Man|\n\nI began.|\n \nAnd so.|\nOn.|");
  EXPECT_EQ(barred("pie man\n\ni began"), "pie man\n\ni began");
}

TEST(SentenceEnds, StandAfterTheMarksOfOtherScripts) {
  EXPECT_EQ(barred("यह घर है। वह गया॥ क्यों?"), "यह घर है।| वह गया॥| क्यों?|");
  EXPECT_EQ(barred("هل ذهب؟ نعم. وہ گیا۔"), "هل ذهب؟| نعم.| وہ گیا۔|");
  EXPECT_EQ(barred("我去。 你去！"), "我去。| 你去！|");
}

TEST(SentenceEnds, NeedALetterSinceTheLastOne) {
  EXPECT_EQ(barred("... So. ... Well."), "... So.| ... Well.|");
  EXPECT_EQ(barred("..."), "...");
  EXPECT_EQ(barred(""), "");
}

}  // namespace
}  // namespace anbn
