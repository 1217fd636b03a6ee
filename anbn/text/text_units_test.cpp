// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/text_units.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

/// A story of these words; each piece names its word (from 1, 0: a special) and its segment.
struct UnitPiece {
  std::string text;
  std::size_t word, segment = 0;
};

std::vector<TextUnit> units_of(const std::vector<std::string>& words,
                               const std::vector<UnitPiece>& pieces) {
  TokenTable table;
  std::vector<std::string> texts;
  for (const UnitPiece& piece : pieces) {
    Token& token = table.tokens.emplace_back();
    if (piece.word > 0) token.word = piece.word - 1;
    token.segment = piece.segment;
    texts.push_back(piece.text);
  }
  std::vector<Word> spoken;
  for (const std::string& word : words) spoken.push_back({word, 0, 0, Timing::aligned, ""});
  return text_units(table, texts, spoken);
}

std::vector<std::string> texts(const std::vector<TextUnit>& units) {
  std::vector<std::string> all;
  for (const TextUnit& unit : units) all.push_back(unit.text);
  return all;
}

TEST(TextUnits, AreWordsAsSpokenTheirMarksAndSpecials) {
  const auto units = units_of({"\"Caf\u00e9s,", "don't", "\u2014"}, {{"[CLS]", 0},
                                                                     {"\"", 1},
                                                                     {"cafe", 1},
                                                                     {"##s", 1},
                                                                     {",", 1},
                                                                     {"don", 2},
                                                                     {"'", 2},
                                                                     {"t", 2},
                                                                     {"\u2014", 3},
                                                                     {"[SEP]", 0}});
  EXPECT_EQ(texts(units), (std::vector<std::string>{"[CLS]", "\"", "Caf\u00e9s", ",", "don't",
                                                    "\u2014", "[SEP]"}));
  EXPECT_EQ(units[0].kind, UnitKind::special);
  EXPECT_EQ(units[1].kind, UnitKind::mark);
  EXPECT_EQ(units[2].kind, UnitKind::word);
  EXPECT_EQ(units[2].first, 2u);
  EXPECT_EQ(units[2].tokens, 2u);
  EXPECT_EQ(units[4].tokens, 3u);
  EXPECT_EQ(units[5].kind, UnitKind::mark);
  std::vector<std::size_t> part_of;
  for (const TextUnit& unit : units) part_of.push_back(unit.part_of);
  EXPECT_EQ(part_of, (std::vector<std::size_t>{0, 1, 1, 1, 4, 5, 6}));
  EXPECT_EQ(unit_of_tokens(units), (std::vector<std::size_t>{0, 1, 2, 2, 3, 4, 4, 4, 5, 6}));
}

TEST(TextUnits, TakeNoMarkFromAWordThatIsGivenWithoutIt) {
  EXPECT_EQ(texts(units_of({"home"}, {{"home", 1}, {".", 1}})),
            (std::vector<std::string>{"home", "."}));
  // The quote before a word may be a piece of the word before, and is shown once.
  EXPECT_EQ(texts(units_of({"say", "\"Dean"}, {{"say", 1}, {"\"", 1}, {"dean", 2}})),
            (std::vector<std::string>{"say", "\"", "Dean"}));
}

TEST(TextUnits, AreJoinedByAHyphen) {
  const auto units = units_of({"hard-", "boiled", "-", "egg"},
                              {{"hard", 1}, {"-", 1}, {"boiled", 2}, {"-", 3}, {"egg", 4}});
  std::vector<std::size_t> part_of;
  for (const TextUnit& unit : units) part_of.push_back(unit.part_of);
  EXPECT_EQ(part_of, (std::vector<std::size_t>{0, 0, 0, 3, 4}));
}

TEST(TextUnits, OpeningMarksStandBeforeTheNextWord) {
  const auto units =
      units_of({"said", "\u201cWait"}, {{"said", 1}, {",", 1}, {"\u201c", 1}, {"wait", 2}});
  std::vector<std::size_t> part_of;
  for (const TextUnit& unit : units) part_of.push_back(unit.part_of);
  EXPECT_EQ(part_of, (std::vector<std::size_t>{0, 0, 2, 2}));
}

TEST(TextUnits, SpellAWordByItsPiecesWhereACutDividesIt) {
  const auto units = units_of(
      {"Lighthouse"}, {{"light", 1, 0}, {"[SEP]", 0, 0}, {"[CLS]", 0, 1}, {"##house", 1, 1}});
  EXPECT_EQ(texts(units), (std::vector<std::string>{"light", "[SEP]", "[CLS]", "##house"}));
  EXPECT_EQ(units[3].segment, 1u);
}

TEST(TextUnits, OfAnUnknownPieceAreTheWord) {
  EXPECT_EQ(texts(units_of({"\u2603man!"}, {{"[UNK]", 1}, {"!", 1}})),
            (std::vector<std::string>{"\u2603man", "!"}));
}

}  // namespace
}  // namespace anbn
