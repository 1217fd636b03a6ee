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

TEST(ColumnCategories, AreTheColumnsValuesInTheOrderOfLetters) {
  const TokenCategories t = column_categories(
      "entity", std::vector<std::string>{"x", "place", "n/a", "a person", "place", "", "n/a"},
      std::vector<std::string>{"[CLS]", "NOUN", "DET", "PROPN", "NOUN", "", "[SEP]"});
  EXPECT_EQ(t.category, (std::vector<std::uint8_t>{15, 1, kNoCategory, 0, 1, kNoCategory, 16}));
  EXPECT_EQ(t.words, 3u);
  EXPECT_EQ(t.unknown, 2u);
  EXPECT_EQ(t.folded, 0u);
  EXPECT_EQ(t.classes.column, "entity");
  ASSERT_EQ(t.classes.names.size(), kPosCategories);
  EXPECT_EQ(t.classes.names[1], "place");
  EXPECT_EQ(t.classes.names[2], "");
  EXPECT_EQ(t.classes.names[16], "[SEP]");
  EXPECT_EQ(class_word(t.classes), "class of entity");
  EXPECT_EQ(class_word(TagClasses{}), "part of speech");
}

TEST(ColumnCategories, JoinTheRarestOfMoreThanFifteen) {
  std::vector<std::string> values;
  for (char c = 'a'; c <= 'o'; ++c)  // b twice, c three times, ...
    for (char n = 'a'; n <= c; ++n) values.emplace_back(1, c);
  const TokenCategories fifteen =
      column_categories("c", values, std::vector<std::string>(values.size(), "NOUN"));
  EXPECT_EQ(fifteen.folded, 0u);
  EXPECT_EQ(fifteen.classes.names[14], "o");
  values.emplace_back("z");
  values.emplace_back("z");
  const TokenCategories t =
      column_categories("c", values, std::vector<std::string>(values.size(), "NOUN"));
  EXPECT_EQ(t.folded, 3u);  // a once and z twice: b comes as often as z, and before it
  EXPECT_EQ(t.words, values.size());
  EXPECT_EQ(std::count(t.classes.names.begin(), t.classes.names.end(), "other"), 1);
  EXPECT_EQ(t.classes.names[t.category[0]], "other");
  EXPECT_EQ(t.classes.names[t.category[1]], "b");
  EXPECT_EQ(t.classes.names[t.category.back()], "other");
}

TEST(ColumnCategories, RefuseNamesThatMeanSomethingElse) {
  EXPECT_NE(error_of([] {
              column_categories("c", std::vector<std::string>{"a", "[SEP]"},
                                std::vector<std::string>{"NOUN", "NOUN"});
            }).find("token 2 has the c '[SEP]'"),
            std::string::npos);
  std::vector<std::string> values = {"other"};
  for (char c = 'a'; c <= 'p'; ++c) values.emplace_back(1, c);
  EXPECT_NE(error_of([&] {
              column_categories("c", values, std::vector<std::string>(values.size(), "NOUN"));
            }).find("column c has 17 classes, and one of them is called 'other'"),
            std::string::npos);
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
