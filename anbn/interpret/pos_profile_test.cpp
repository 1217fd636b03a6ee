// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/pos_profile.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace anbn {
namespace {

std::size_t category(std::string_view name) {
  const auto names = pos_categories();
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

TokenCategories tokens(std::vector<std::string> upos) { return token_categories(upos); }

TEST(PosCategories, AreSeventeenDifferentOnes) {
  const auto names = pos_categories();
  EXPECT_EQ(std::set<std::string_view>(names.begin(), names.end()).size(), 17u);
}

TEST(TokenCategories, FoldSymbolsIntoPunctuationAndCountThem) {
  const TokenCategories t = tokens({"[CLS]", "NOUN", "SYM", "X", "SPACE", "PUNCT", "n/a", "[SEP]"});
  for (std::size_t i : {2u, 3u, 4u, 5u}) EXPECT_EQ(t.category[i], category("PUNCT"));
  EXPECT_EQ(t.folded, 3u);
  EXPECT_EQ(t.unknown, 1u);
  EXPECT_EQ(t.category[6], kNoCategory);
  EXPECT_EQ(t.words, 5u);
}

TEST(TokenCategories, RejectOtherTagSets) {
  const std::string error = error_of([] { tokens({"NOUN", "NN"}); });
  EXPECT_NE(error.find("token 2 has the part of speech 'NN'"), std::string::npos) << error;
}

TEST(PosProfile, TagsWithTheDirectedCategoryOfMostPairs) {
  const TokenCategories t = tokens({"DET", "NOUN", "VERB"});
  PosProfile profile;
  profile.add(t, 0, 1);
  profile.add(t, 1, 0);
  profile.add(t, 0, 1);
  profile.add(t, 2, 2);
  EXPECT_EQ(profile.tag(), (PosTag{category("DET"), category("NOUN"), 0.5}));
  EXPECT_EQ(profile.count(category("NOUN"), category("DET")), 1u);
}

TEST(PosProfile, TiesGoToTheLowestIndex) {
  const TokenCategories t = tokens({"VERB", "ADJ", "[SEP]"});
  PosProfile profile;
  profile.add(t, 0, 0);
  profile.add(t, 1, 2);
  profile.add(t, 1, 0);
  EXPECT_EQ(profile.tag()->query, category("ADJ"));
  EXPECT_EQ(profile.tag()->key, category("VERB"));
}

TEST(PosProfile, PairsWithoutTagsCountInTheShareOnly) {
  const TokenCategories t = tokens({"VERB", "n/a"});
  PosProfile profile;
  EXPECT_FALSE(profile.tag());
  profile.add(t, 0, 1);
  EXPECT_FALSE(profile.tag());
  profile.add(t, 0, 0);
  EXPECT_EQ(profile.tag()->share, 0.5);
  EXPECT_EQ(profile.pairs(), 2u);
}

}  // namespace
}  // namespace anbn
