// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/damaged_text.h"

#include "anbn/core/error.h"
#include "anbn/text/unicode.h"

#include <algorithm>
#include <array>
#include <vector>

namespace anbn {
namespace {

constexpr std::size_t kShown = 5;  // lines that a message names

using Characters = std::vector<Character>;

bool is_lost(const Characters& text, std::size_t at) { return text[at].value == 0xFFFD; }

/// U+0085 too: windows-1252 has three dots there.
bool is_c1_control(const Characters& text, std::size_t at) {
  return text[at].value >= 0x80 && text[at].value <= 0x9F;
}

/// What windows-1252 has from 0x80 on, where latin1 has controls; 0 where it has nothing.
constexpr std::array<char32_t, 32> kWindows = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// Of those, what may follow a capital A with a tilde in no language: no quote, dash or letter that
/// does.
constexpr std::array<char32_t, 16> kWindowsLetters = {
    0x0152, 0x0153, 0x0160, 0x0161, 0x0178, 0x017D, 0x017E, 0x0192,
    0x02C6, 0x02DC, 0x2020, 0x2021, 0x2022, 0x2030, 0x20AC, 0x2122};

/// Signs that follow an accented letter in no text: of currencies, accents alone, fractions.
constexpr std::array<char32_t, 15> kOddSigns = {0xA2, 0xA3, 0xA4, 0xA5, 0xA6,  0xA8,  0xAC, 0xAF,
                                                0xB1, 0xB5, 0xB6, 0xB8, 0x192, 0x2C6, 0x2DC};

template <std::size_t Count>
bool is_among(const std::array<char32_t, Count>& list, char32_t c) {
  return std::find(list.begin(), list.end(), c) != list.end();
}

/// Whether windows-1252 has the letter at `at` as a byte that goes on a sequence of UTF-8.
bool goes_on(const Characters& text, std::size_t at) {
  if (at >= text.size()) return false;
  const char32_t c = text[at].value;
  return (c >= 0xA0 && c <= 0xBF) || (c != 0 && is_among(kWindows, c));
}

/// The length of the sequence of UTF-8 that begins at `at`, read as windows-1252; 0 for none.
std::size_t sequence(const Characters& text, std::size_t at) {
  if (at >= text.size()) return 0;
  const char32_t c = text[at].value;
  if (c >= 0xC2 && c <= 0xDF) return goes_on(text, at + 1) ? 2 : 0;
  if (c >= 0xE0 && c <= 0xEF) return goes_on(text, at + 1) && goes_on(text, at + 2) ? 3 : 0;
  return 0;
}

/// Letters of UTF-8's sequences, read as windows-1252: those of Latin letters and quotes wherever
/// they stand (an "Ã" or "Â" before a closing guillemet is Portuguese), others where two stand
/// together or have a sign in them that no text has there.
bool is_read_twice(const Characters& text, std::size_t at) {
  if (at + 1 >= text.size()) return false;
  const char32_t first = text[at].value, second = text[at + 1].value;
  if (first == 0xE2 && second == 0x20AC) return true;
  const std::size_t length = sequence(text, at);
  if (length == 0) return false;
  if (first == 0xC2 || first == 0xC3) {
    if (second == 0xAB || second == 0xBB) return false;
    return (second >= 0xA0 && second <= 0xBF) ||
           (first == 0xC3 && is_among(kWindowsLetters, second));
  }
  if (length == 3 && (is_among(kOddSigns, second) || is_among(kOddSigns, text[at + 2].value)))
    return true;
  return sequence(text, at + length) == length;
}

bool is_between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

/// "&amp;", "&#39;", "&#x27;"
bool is_entity(const Characters& text, std::size_t at) {
  constexpr std::size_t kLongest = 8;
  if (text[at].value != U'&') return false;
  std::size_t end = at + 1;
  const bool number = end < text.size() && text[end].value == U'#';
  if (number) ++end;
  const std::size_t begin = end;
  for (; end < text.size() && end - begin <= kLongest; ++end) {
    const char32_t c = text[end].value | 0x20;  // lower case of a letter
    if (!is_between(c, U'a', U'z') && !is_between(text[end].value, U'0', U'9')) break;
  }
  return end < text.size() && text[end].value == U';' && end - begin >= (number ? 1u : 2u);
}

/// How many hexadecimal digits stand from `at` on, at most `most`.
std::size_t hex_digits(const Characters& text, std::size_t at, std::size_t most) {
  std::size_t count = 0;
  for (; count < most && at + count < text.size(); ++count) {
    const char32_t c = text[at + count].value;
    if (!is_between(c, U'0', U'9') && !is_between(c | 0x20, U'a', U'f')) break;
  }
  return count;
}

/// "\u2019" of JSON and Python, "\xe2" of Python, "=E2=80" of mail.
bool is_escape(const Characters& text, std::size_t at) {
  if (text[at].value == U'=')
    return hex_digits(text, at + 1, 2) == 2 && at + 3 < text.size() && text[at + 3].value == U'=' &&
           hex_digits(text, at + 4, 2) == 2;
  if (text[at].value != U'\\' || at + 1 >= text.size()) return false;
  const char32_t kind = text[at + 1].value;
  return (kind == U'u' && hex_digits(text, at + 2, 4) == 4) ||
         (kind == U'x' && hex_digits(text, at + 2, 2) == 2);
}

struct Damage {
  bool (*is_at)(const Characters&, std::size_t);
  std::string_view what, advice;
};

constexpr Damage kKinds[] = {
    {is_lost, "U+FFFD, which stands for a letter that was lost",
     "Take the text from before it was converted"},
    {is_c1_control, "control characters (U+0080 to U+009F)",
     "It was windows-1252 and taken for latin1. Convert the original with iconv -f windows-1252 -t "
     "utf-8"},
    {is_read_twice, "UTF-8 that was read as windows-1252",
     "Undo it with iconv -f utf-8 -t windows-1252"},
    {is_entity, "HTML entities",
     "Undo them with python3 -c \"import html, sys; "
     "sys.stdout.write(html.unescape(sys.stdin.read()))\""},
    {is_escape, "letters that are written out as numbers",
     "Write the letters themselves, as a reader of JSON or mail does"}};

/// "line 3 ('itâ€™s')"
std::string place(std::string_view bytes, const Characters& text, std::size_t at,
                  std::size_t line) {
  std::size_t begin = at, end = at;
  while (begin > 0 && !is_white_space(text[begin - 1].value) && text[begin - 1].value != ',')
    --begin;
  while (end < text.size() && !is_white_space(text[end].value) && text[end].value != ',') ++end;
  std::string word;
  for (std::size_t i = begin; i < std::min(end, begin + 24); ++i)
    word += is_control(text[i].value) || text[i].value == 0x85
                ? fmt::format("<U+{:04X}>", static_cast<unsigned>(text[i].value))
                : std::string(bytes.substr(text[i].begin, text[i].end - text[i].begin));
  return fmt::format("line {} ('{}')", line, word);
}

}  // namespace

void refuse_damaged_text(std::string_view bytes, const std::string& name) {
  const Characters text = characters(bytes);
  for (const Damage& kind : kKinds) {
    std::string places;
    std::size_t line = 1, last = 0, count = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at].value == U'\n') ++line;
      if (!kind.is_at(text, at) || line == last) continue;
      last = line;
      if (++count <= kShown) places += (count == 1 ? "" : ", ") + place(bytes, text, at, line);
    }
    if (count > 0)
      fail("{}: holds {} in {} line{}: {}{}; expected what was said. {}", name, kind.what, count,
           count == 1 ? "" : "s", places, count > kShown ? ", ..." : "", kind.advice);
  }
}

}  // namespace anbn
