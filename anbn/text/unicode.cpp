// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace anbn {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

utf8proc_category_t category(char32_t c) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

/// Decodes the character that begins at `at`; its length is 0 where the byte is not UTF-8.
std::size_t decode(std::string_view text, std::size_t at, char32_t& value) {
  utf8proc_int32_t code_point = -1;
  const auto length =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                       static_cast<utf8proc_ssize_t>(text.size() - at), &code_point);
  if (length <= 0 || code_point < 0) return 0;
  value = static_cast<char32_t>(code_point);
  return static_cast<std::size_t>(length);
}

int combining_class(char32_t c) {
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class;
}

void append_decomposed(const Character& c, std::vector<Character>& out) {
  // Unicode's longest canonical decomposition of one code point has 4 code points.
  std::array<utf8proc_int32_t, 16> parts;
  int boundary = 0;
  const auto count =
      utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c.value), parts.data(),
                              static_cast<utf8proc_ssize_t>(parts.size()),
                              static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE), &boundary);
  if (count <= 0 || count > static_cast<utf8proc_ssize_t>(parts.size())) {
    out.push_back(c);
    return;
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
    out.push_back({static_cast<char32_t>(parts[i]), c.begin, c.end});
}

}  // namespace

std::vector<Character> characters(std::string_view text) {
  std::vector<Character> out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    char32_t value = kReplacement;
    const std::size_t length = std::max<std::size_t>(decode(text, at, value), 1);
    out.push_back({value, at, at + length});
    at += length;
  }
  return out;
}

std::vector<Character> without_accents(const std::vector<Character>& text) {
  std::vector<Character> decomposed;
  decomposed.reserve(text.size());
  for (const Character& c : text) append_decomposed(c, decomposed);
  // NFD orders each run of marks by combining class; it shows in the few marks that are spacing.
  for (auto run = decomposed.begin(); run != decomposed.end();) {
    const auto is_mark = [](const Character& c) { return combining_class(c.value) != 0; };
    run = std::find_if(run, decomposed.end(), is_mark);
    const auto run_end = std::find_if_not(run, decomposed.end(), is_mark);
    std::stable_sort(run, run_end, [](const Character& a, const Character& b) {
      return combining_class(a.value) < combining_class(b.value);
    });
    run = run_end;
  }
  std::vector<Character> out;
  out.reserve(decomposed.size());
  for (const Character& c : decomposed)
    if (!is_nonspacing_mark(c.value)) out.push_back(c);
  return out;
}

std::vector<Character> lower_case(const std::vector<Character>& text) {
  constexpr char32_t kDottedI = 0x130, kDotAbove = 0x307;
  std::vector<Character> out;
  out.reserve(text.size());
  for (const Character& c : text) {
    const auto lower = utf8proc_tolower(static_cast<utf8proc_int32_t>(c.value));
    out.push_back({c.value == kDottedI ? U'i' : static_cast<char32_t>(lower), c.begin, c.end});
    // The one letter that is two in lower case.
    if (c.value == kDottedI) out.push_back({kDotAbove, c.begin, c.end});
  }
  return out;
}

std::vector<Character> uncased(const std::vector<Character>& text) {
  return lower_case(without_accents(text));
}

std::string utf8(char32_t code_point) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes.data());
  return {reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length)};
}

bool is_white_space(char32_t c) {
  if ((c >= 0x09 && c <= 0x0D) || c == 0x85) return true;
  const auto kind = category(c);
  return kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_ZL ||
         kind == UTF8PROC_CATEGORY_ZP;
}

bool is_control(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  const auto kind = category(c);
  return kind == UTF8PROC_CATEGORY_CC || kind == UTF8PROC_CATEGORY_CF ||
         kind == UTF8PROC_CATEGORY_CO || kind == UTF8PROC_CATEGORY_CS;
}

bool is_punctuation(char32_t c) {
  if (c < 0x80)
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
           (c >= '{' && c <= '~');
  const auto kind = category(c);
  return kind >= UTF8PROC_CATEGORY_PC && kind <= UTF8PROC_CATEGORY_PO;
}

bool is_letter(char32_t c) {
  const auto kind = category(c);
  return kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO;
}

bool is_number(char32_t c) {
  const auto kind = category(c);
  return kind >= UTF8PROC_CATEGORY_ND && kind <= UTF8PROC_CATEGORY_NO;
}

bool is_combining_mark(char32_t c) {
  const auto kind = category(c);
  return kind >= UTF8PROC_CATEGORY_MN && kind <= UTF8PROC_CATEGORY_ME;
}

bool is_nonspacing_mark(char32_t c) { return category(c) == UTF8PROC_CATEGORY_MN; }

bool is_word_character(char32_t c) {
  const auto kind = category(c);
  return is_letter(c) || is_combining_mark(c) || kind == UTF8PROC_CATEGORY_ND ||
         kind == UTF8PROC_CATEGORY_NL || kind == UTF8PROC_CATEGORY_PC ||
         (c >= 0x24B6 && c <= 0x24E9) || c == 0x200C || c == 0x200D;
}

bool is_letter_or_digit(char32_t c) { return is_letter(c) || is_number(c); }

bool is_upper_case(char32_t c) { return category(c) == UTF8PROC_CATEGORY_LU; }
bool is_lower_case(char32_t c) { return category(c) == UTF8PROC_CATEGORY_LL; }

}  // namespace anbn
