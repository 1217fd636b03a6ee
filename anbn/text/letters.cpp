// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/letters.h"

#include "anbn/text/unicode.h"

namespace anbn {

Letters letters_of(std::string_view text) {
  Letters out;
  bool after_space = true;
  for (const Character& c : uncased(characters(text))) {
    if (is_white_space(c.value)) after_space = true;
    if (!is_letter_or_digit(c.value)) continue;
    out.push_back({c.value, c.begin, c.end, after_space});
    after_space = false;
  }
  return out;
}

char32_t plain_mark(char32_t c) {
  constexpr std::u32string_view kSingle = U"‘’‚‛`´", kDouble = U"“”„‟«»", kDash = U"‐‑‒–—―";
  if (kSingle.find(c) != std::u32string_view::npos) return U'\'';
  if (kDouble.find(c) != std::u32string_view::npos) return U'"';
  return kDash.find(c) != std::u32string_view::npos ? U'-' : c;
}

}  // namespace anbn
