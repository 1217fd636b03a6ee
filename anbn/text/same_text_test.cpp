// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/same_text.h"

#include <gtest/gtest.h>

#include <sstream>

namespace anbn {
namespace {

ToldText text(const std::string& words) {
  std::vector<Word> out;
  std::istringstream in(words);
  for (std::string word; in >> word;) out.emplace_back().text = word;
  return told_text(out);
}

TEST(SameText, RunsHaveNeitherCaseNorMarks) {
  const ToldText marked = text("The fox, the FOX - the caf\u00e9!"),
                 plain = text("the fox the fox the cafe");
  EXPECT_EQ(marked.runs, plain.runs);
  EXPECT_EQ(marked.words, plain.words);
  EXPECT_EQ(plain.runs.size(), 3u);  // each once
  EXPECT_EQ(plain.words.size(), 6u);
  EXPECT_TRUE(text("two words").runs.empty());
}

TEST(SameText, IsToldAgainOrInAnotherOrder) {
  const ToldText told = text("a fox ran over the hill and then it slept in the sun for an hour");
  EXPECT_TRUE(is_same_text(told, told));
  EXPECT_TRUE(
      is_same_text(told, text("it slept in the sun for an hour a fox ran over the hill and then")));
  // As part of a longer one.
  EXPECT_TRUE(is_same_text(told, text("once upon a time a fox ran over the hill and then a dog "
                                      "came by and looked at all of this for a long long while")));
  EXPECT_FALSE(is_same_text(told, text("a dog came over the hill by night when no one was there "
                                       "to see it run but the moon")));
  // Single words in another order; but a word of a long text is no telling of it.
  EXPECT_TRUE(
      is_same_text(text("the fox ran home to the den"), text("den the to the home ran fox")));
  EXPECT_FALSE(is_same_text(text("the fox ran home to the den"), text("the")));
  EXPECT_FALSE(
      is_same_text(text("the fox ran home to the den"), text("a boat on the sea sank slowly")));
  EXPECT_FALSE(is_same_text(text(""), text("")));
}

}  // namespace
}  // namespace anbn
