// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/sentences.h"

#include "anbn/text/unicode.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace anbn {
namespace {

// Without their full stop. Those that often end a sentence as well ("etc", "Jr") are here too: a
// cut that is not found costs little, one inside a sentence takes its context away.
constexpr std::string_view kAbbreviations[] = {
    "mr",   "mrs",  "ms",   "dr",     "prof", "st",  "mt",   "jr",  "sr",  "vs",  "etc",    "vol",
    "capt", "col",  "gen",  "lt",     "sgt",  "rev", "hon",  "gov", "sen", "rep", "messrs", "mme",
    "ave",  "blvd", "dept", "approx", "inc",  "ltd", "corp", "co",  "cf",  "al"};

bool is_mark(char32_t c) {
  constexpr std::u32string_view kMarks = U".!?…。！？؟۔।॥";  // Latin, CJK, Arabic, Devanagari
  return kMarks.find(c) != std::u32string_view::npos;
}

bool is_closer(char32_t c) {
  constexpr std::u32string_view kClosers = U"\"')]}’”»›";
  return kClosers.find(c) != std::u32string_view::npos;
}

using Text = std::vector<Character>;

/// The run of characters before `at` that are no white space, in lower case ASCII, without the
/// punctuation in front of it.
std::string token_before(const Text& text, std::size_t at) {
  std::string token;
  while (at > 0 && !is_white_space(text[at - 1].value)) {
    const char32_t c = text[--at].value;
    token += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a')
                                  : (c < 0x80 ? static_cast<char>(c) : '?');
  }
  while (!token.empty() && is_punctuation(static_cast<unsigned char>(token.back())))
    token.pop_back();
  std::reverse(token.begin(), token.end());
  return token;
}

struct Scan {
  Text text;
  bool has_capitals = false;

  /// The first character from `at` on that is a letter or digit, or 0.
  char32_t next_letter(std::size_t at) const {
    for (; at < text.size(); ++at)
      if (is_letter_or_digit(text[at].value)) return text[at].value;
    return 0;
  }
  /// Whether the marks [from, to), closers included, end a sentence.
  bool ends_sentence(std::size_t from, std::size_t to) const {
    const char32_t next = next_letter(to);
    if (next == 0) return true;
    if (!is_white_space(text[to].value)) return false;
    if (has_capitals && is_lower_case(next)) return false;
    return text[from].value != '.' || to - from > 1 || !is_abbreviation(token_before(text, from));
  }
};

}  // namespace

bool is_abbreviation(std::string_view token) {
  if (token.size() == 1) return token != "i" && token[0] >= 'a' && token[0] <= 'z';
  if (token.find('.') != std::string_view::npos) return true;  // p.m, U.S, e.g
  return std::find(std::begin(kAbbreviations), std::end(kAbbreviations), token) !=
         std::end(kAbbreviations);
}

std::vector<std::size_t> sentence_ends(std::string_view text) {
  Scan scan{characters(text), false};
  for (const Character& c : scan.text) scan.has_capitals |= is_upper_case(c.value);
  std::vector<std::size_t> ends, blank_lines;
  bool has_letter = false;  // since the last end
  std::size_t word_end = 0, line_ends = 0;
  for (std::size_t i = 0; i < scan.text.size();) {
    const char32_t c = scan.text[i].value;
    if (c == '\n') ++line_ends;
    if (is_white_space(c)) {
      ++i;
      continue;
    }
    if (line_ends > 1 && has_letter) blank_lines.push_back(word_end);
    line_ends = 0;
    has_letter |= is_letter_or_digit(c);
    std::size_t to = i;
    while (to < scan.text.size() && is_mark(scan.text[to].value)) ++to;
    if (to > i)
      while (to < scan.text.size() &&
             (is_mark(scan.text[to].value) || is_closer(scan.text[to].value)))
        ++to;
    word_end = scan.text[std::max(to, i + 1) - 1].end;
    if (to > i && has_letter && scan.ends_sentence(i, to)) {
      ends.push_back(word_end);
      has_letter = false;
    }
    i = std::max(to, i + 1);
  }
  if (ends.empty()) return ends;
  std::vector<std::size_t> all;
  std::merge(ends.begin(), ends.end(), blank_lines.begin(), blank_lines.end(),
             std::back_inserter(all));
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace anbn
