// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/pos_profile.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

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

/// Counts with so many pairs of (query, key).
std::vector<std::int32_t> counts(
    std::initializer_list<std::tuple<std::string_view, std::string_view, int>> cells) {
  std::vector<std::int32_t> out(kProfileCells);
  for (const auto& [query, key, count] : cells)
    out[category(query) * kPosCategories + category(key)] += count;
  return out;
}

TEST(TagOf, IsTheDirectedCategoryOfMostPairs) {
  const auto profile = counts({{"DET", "NOUN", 2}, {"NOUN", "DET", 1}, {"VERB", "VERB", 1}});
  EXPECT_EQ(tag_of(profile, 4), (PosTag{category("DET"), category("NOUN"), 0.5}));
}

TEST(TagOf, TiesGoToTheLowestIndex) {
  const auto profile = counts({{"VERB", "VERB", 1}, {"ADJ", "[SEP]", 1}, {"ADJ", "VERB", 1}});
  EXPECT_EQ(tag_of(profile, 3)->query, category("ADJ"));
  EXPECT_EQ(tag_of(profile, 3)->key, category("VERB"));
}

TEST(TagOf, PairsWithoutTagsCountInTheShareOnly) {
  EXPECT_FALSE(tag_of(counts({}), 1));
  EXPECT_EQ(tag_of(counts({{"VERB", "VERB", 1}}), 2)->share, 0.5);
}

}  // namespace
}  // namespace anbn
