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

/// What windows-1252 has where latin1 has controls, without marks that may follow a letter.
constexpr std::array<char32_t, 16> kWindowsLetters = {
    0x0152, 0x0153, 0x0160, 0x0161, 0x0178, 0x017D, 0x017E, 0x0192,
    0x02C6, 0x02DC, 0x2020, 0x2021, 0x2022, 0x2030, 0x20AC, 0x2122};

/// The first two letters of UTF-8's sequences, read as windows-1252. An "Ã" or "Â" before a
/// closing guillemet is Portuguese.
bool is_read_twice(const Characters& text, std::size_t at) {
  if (at + 1 >= text.size()) return false;
  const char32_t first = text[at].value, second = text[at + 1].value;
  if (first == 0xE2) return second == 0x20AC;
  if (first != 0xC2 && first != 0xC3) return false;
  if (second == 0xAB || second == 0xBB) return false;
  if (second >= 0xA0 && second <= 0xBF) return true;
  return first == 0xC3 &&
         std::find(kWindowsLetters.begin(), kWindowsLetters.end(), second) != kWindowsLetters.end();
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
     "sys.stdout.write(html.unescape(sys.stdin.read()))\""}};

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
