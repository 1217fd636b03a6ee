// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/text_units.h"

#include "anbn/text/unicode.h"

#include <algorithm>
#include <iterator>

namespace anbn {
namespace {

/// Whether a piece has no letter and no digit: WordPiece makes each mark a piece of its own.
bool is_mark_piece(std::string_view piece) {
  const std::vector<Character> all = characters(piece);
  return !all.empty() && std::all_of(all.begin(), all.end(),
                                     [](const Character& c) { return is_punctuation(c.value); });
}

std::string joined_pieces(std::span<const std::string> pieces) {
  std::string text;
  for (std::string_view piece : pieces) {
    if (!text.empty() && piece.starts_with("##")) piece.remove_prefix(2);
    text += piece;
  }
  return text;
}

/// `word` without the marks at its ends. They are pieces of their own, if not always of the same
/// word: a quote before a word may be a piece of the word before.
std::string trimmed(const std::string& word) {
  const std::vector<Character> all = characters(word);
  std::size_t begin = 0, end = all.size();
  while (begin < end && is_punctuation(all[begin].value)) ++begin;
  while (begin < end && is_punctuation(all[end - 1].value)) --end;
  if (begin == end) return "";
  return word.substr(all[begin].begin, all[end - 1].end - all[begin].begin);
}

/// Neighbouring tokens of one word in one segment.
struct Run {
  std::size_t begin = 0, end = 0;
  bool is_whole = false;  // no other run has tokens of the same word
};

/// Whether a mark stands before what it belongs to.
bool is_opening(std::string_view mark) {
  constexpr std::string_view kOpening[] = {"(", "[", "{", "\u201c", "\u2018", "\u00ab"};
  return std::find(std::begin(kOpening), std::end(kOpening), mark) != std::end(kOpening);
}

/// Whether what comes next is written without a space: after an opening mark, or the hyphen of two
/// words that were spoken, "hard-" and "boiled".
bool joins_next(const std::vector<TextUnit>& units) {
  if (units.empty() || units.back().kind != UnitKind::mark) return false;
  return is_opening(units.back().text) ||
         (units.back().text == "-" && units.back().part_of + 1 < units.size());
}

void add_word(const TokenTable& table, std::span<const std::string> pieces, const Word& word,
              const Run& run, std::vector<TextUnit>& units) {
  std::size_t first = run.begin, last = run.end;
  while (first < last && is_mark_piece(pieces[first])) ++first;
  while (last > first && is_mark_piece(pieces[last - 1])) --last;
  std::size_t part_of = joins_next(units) ? units.back().part_of : units.size();
  const auto add = [&](std::string text, UnitKind kind, std::size_t begin, std::size_t tokens) {
    units.push_back(
        {std::move(text), kind, begin, tokens, table.tokens[run.begin].segment, part_of});
  };
  for (std::size_t i = run.begin; i < first; ++i) add(pieces[i], UnitKind::mark, i, 1);
  if (first < last) {
    std::string text;
    if (run.is_whole) text = trimmed(word.text);
    if (text.empty()) text = joined_pieces(pieces.subspan(first, last - first));
    add(std::move(text), UnitKind::word, first, last - first);
  }
  for (std::size_t i = last; i < run.end; ++i) {
    if (is_opening(pieces[i])) part_of = units.size();
    add(pieces[i], UnitKind::mark, i, 1);
  }
}

}  // namespace

std::vector<TextUnit> text_units(const TokenTable& table, std::span<const std::string> pieces,
                                 std::span<const Word> words) {
  const std::vector<Token>& tokens = table.tokens;
  std::vector<std::size_t> tokens_of(words.size());
  for (const Token& token : tokens)
    if (token.word) ++tokens_of[*token.word];
  std::vector<TextUnit> units;
  for (std::size_t begin = 0, end = 0; begin < tokens.size(); begin = end) {
    end = begin + 1;
    if (!tokens[begin].word) {
      units.push_back(
          {pieces[begin], UnitKind::special, begin, 1, tokens[begin].segment, units.size()});
      continue;
    }
    while (end < tokens.size() && tokens[end].word == tokens[begin].word &&
           tokens[end].segment == tokens[begin].segment)
      ++end;
    const std::size_t word = *tokens[begin].word;
    add_word(table, pieces, words[word], {begin, end, end - begin == tokens_of[word]}, units);
  }
  return units;
}

std::vector<std::size_t> unit_of_tokens(std::span<const TextUnit> units) {
  std::vector<std::size_t> of;
  for (std::size_t u = 0; u < units.size(); ++u) of.insert(of.end(), units[u].tokens, u);
  return of;
}

}  // namespace anbn
