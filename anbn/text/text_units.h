// SPDX-License-Identifier: Apache-2.0
// The tokens of a story as a reader sees them: words, punctuation marks, [CLS] and [SEP].
#pragma once

#include "anbn/text/token_table.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace anbn {

enum class UnitKind { word, mark, special };

/// Neighbouring tokens that are read as one.
struct TextUnit {
  std::string text;  // of a word as its story spells it, without the marks around it
  UnitKind kind = UnitKind::word;
  std::size_t first = 0, tokens = 0;  // token first .. first + tokens - 1, counted from 0
  std::size_t segment = 0;            // from 0
  std::size_t part_of = 0;            // the first unit of those that no space parts from this one
};

/// The units of all tokens, in order. The marks that begin or end a word stand for themselves;
/// those within one (that of "don't") belong to it; a hyphen behind a word joins
/// the next one to it, and so does an opening mark. A word that a cut between segments divides is
/// spelled by its pieces.
/// @param pieces  [K] texts of the tokens
/// @param words   [W]
std::vector<TextUnit> text_units(const TokenTable& table, std::span<const std::string> pieces,
                                 std::span<const Word> words);

/// The unit [K] of every token.
std::vector<std::size_t> unit_of_tokens(std::span<const TextUnit> units);

}  // namespace anbn
