// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/aligned_text.h"

#include <algorithm>

namespace anbn {

AlignedText changed(const AlignedText& text, std::span<const Change> changes) {
  AlignedText out;
  out.reserve(changes.size());
  std::size_t next = 0;  // of the old text
  for (const Change& change : changes) {
    const bool is_inserted = change.more > 0;
    const std::size_t from = is_inserted ? (next > 0 ? next - 1 : 0) : next;
    Character c{change.value, 0, 0};
    if (!text.empty()) {
      const Character& old = text[std::min(from, text.size() - 1)];
      c.begin = old.begin, c.end = old.end;
    }
    out.push_back(c);
    if (!is_inserted) next += 1 + static_cast<std::size_t>(-change.more);
  }
  return out;
}

AlignedText prepended(AlignedText text, std::u32string_view what) {
  if (text.empty()) return text;
  const Character first = text.front();
  AlignedText out;
  for (const char32_t c : what) out.push_back({c, first.begin, first.end});
  out.insert(out.end(), text.begin(), text.end());
  return out;
}

AlignedText replaced(const AlignedText& text, std::u32string_view what,
                     std::u32string_view replacement) {
  const std::u32string old = values(text);
  AlignedText out;
  for (std::size_t at = 0; at < text.size();) {
    if (what.empty() || old.compare(at, what.size(), what) != 0) {
      out.push_back(text[at++]);
      continue;
    }
    at += what.size();
    for (const char32_t c : replacement) out.push_back({c, text[at - 1].begin, text[at - 1].end});
  }
  return out;
}

std::string utf8(const AlignedText& text) {
  std::string out;
  for (const Character& c : text) out += utf8(c.value);
  return out;
}

std::u32string values(const AlignedText& text) {
  std::u32string out;
  out.reserve(text.size());
  for (const Character& c : text) out += c.value;
  return out;
}

std::u32string code_points(std::string_view text) { return values(characters(text)); }

}  // namespace anbn
