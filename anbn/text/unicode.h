// SPDX-License-Identifier: Apache-2.0
// What text, transcripts and tokenizers need of Unicode. utf8proc is used here and in
// unicode_forms.h, nowhere else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// One code point and the bytes [begin, end) of the text that it came from. Several characters
/// may share bytes: "é" decomposes into two.
struct Character {
  char32_t value = 0;
  std::size_t begin = 0, end = 0;
};

/// The code points of UTF-8 `text`; each byte that is not UTF-8 becomes one U+FFFD.
std::vector<Character> characters(std::string_view text);

/// Canonical decomposition (NFD) of `text`, without nonspacing marks (accents).
std::vector<Character> without_accents(const std::vector<Character>& text);
/// Each character in lower case, whatever stands around it.
std::vector<Character> lower_case(const std::vector<Character>& text);
/// Without accents, then in lower case.
/// Source: BertNormalizer of Hugging Face tokenizers (strip_accents, lowercase), in its order.
std::vector<Character> uncased(const std::vector<Character>& text);

/// UTF-8 of one code point.
std::string utf8(char32_t code_point);

/// White space by Unicode's property of that name.
bool is_white_space(char32_t c);
/// A control, format, private or surrogate code point other than tab and line ends.
bool is_control(char32_t c);
/// Punctuation as BERT sees it: Unicode's P categories and all ASCII symbols.
bool is_punctuation(char32_t c);
/// A letter or a digit: what two spellings of a word must share.
bool is_letter_or_digit(char32_t c);
bool is_letter(char32_t c);           // Unicode's L categories
bool is_number(char32_t c);           // its N categories
bool is_combining_mark(char32_t c);   // its M categories
bool is_nonspacing_mark(char32_t c);  // Mn
/// \w of regular expressions (UTS 18): letters, marks, digits, letter numbers, connectors, circled
/// letters and the two joiners.
bool is_word_character(char32_t c);
bool is_upper_case(char32_t c);
bool is_lower_case(char32_t c);

}  // namespace anbn
