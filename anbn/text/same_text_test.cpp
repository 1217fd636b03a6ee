// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/same_text.h"

#include <gtest/gtest.h>

#include <sstream>

namespace anbn {
namespace {

TextRuns text(const std::string& words) {
  std::vector<Word> out;
  std::istringstream in(words);
  for (std::string word; in >> word;) out.emplace_back().text = word;
  return runs_of(out);
}

TEST(SameText, RunsHaveNeitherCaseNorMarks) {
  EXPECT_EQ(text("The fox, the FOX - the caf\u00e9!"), text("the fox the fox the cafe"));
  EXPECT_EQ(text("the fox the fox the cafe").size(), 3u);  // each once
  EXPECT_TRUE(text("two words").empty());
}

TEST(SameText, IsToldAgainOrInAnotherOrder) {
  const TextRuns told = text("a fox ran over the hill and then it slept in the sun for an hour");
  EXPECT_TRUE(is_same_text(told, told));
  EXPECT_TRUE(
      is_same_text(told, text("it slept in the sun for an hour a fox ran over the hill and then")));
  // As part of a longer one.
  EXPECT_TRUE(is_same_text(told, text("once upon a time a fox ran over the hill and then a dog "
                                      "came by and looked at all of this for a long long while")));
  EXPECT_FALSE(is_same_text(told, text("a dog came over the hill by night when no one was there "
                                       "to see it run but the moon")));
  EXPECT_FALSE(is_same_text(text("two words"), text("two words")));
}

}  // namespace
}  // namespace anbn
