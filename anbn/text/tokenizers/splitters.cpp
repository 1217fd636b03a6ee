// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/splitters.h"

#include <algorithm>
#include <array>

namespace anbn {
namespace {

TextPart part_of(const TextPart& whole, std::size_t begin, std::size_t end) {
  TextPart out;
  out.text.assign(whole.text.begin() + static_cast<std::ptrdiff_t>(begin),
                  whole.text.begin() + static_cast<std::ptrdiff_t>(end));
  out.begin = out.text.empty() ? whole.begin : out.text.front().begin;
  return out;
}

/// Joins each match that follows (in the order given) no match to the stretch before it.
void merge_single(std::vector<Stretch>& all) {
  std::vector<Stretch> out;
  bool after_match = false;
  for (const Stretch& s : all) {
    const bool is_match = s.is == Stretch::Is::match;
    if (is_match && !after_match && !out.empty()) {
      out.back().begin = std::min(out.back().begin, s.begin);
      out.back().end = std::max(out.back().end, s.end);
    } else {
      out.push_back(s);
    }
    after_match = is_match;
  }
  all = std::move(out);
}

void merge_neighbours(std::vector<Stretch>& all) {
  std::vector<Stretch> out;
  for (const Stretch& s : all) {
    if (!out.empty() && out.back().is == s.is)
      out.back().end = s.end;
    else
      out.push_back(s);
  }
  all = std::move(out);
}

std::array<char32_t, 256> letters_of_bytes() {
  std::array<char32_t, 256> out{};
  char32_t next = 256;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const bool shows = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) ||
                       (byte >= 0xAE && byte <= 0xFF);
    out[byte] = shows ? byte : next++;
  }
  return out;
}

AlignedText as_letters(const AlignedText& text) {
  AlignedText out;
  for (const Character& c : text)
    for (const char byte : utf8(c.value))
      out.push_back({letter_of_byte(static_cast<unsigned char>(byte)), c.begin, c.end});
  return out;
}

}  // namespace

std::vector<TextPart> split(const TextPart& whole, std::vector<Stretch> stretches, OfMatches of) {
  if (of == OfMatches::contiguous) merge_neighbours(stretches);
  if (of == OfMatches::merged_with_previous) merge_single(stretches);
  if (of == OfMatches::merged_with_next) {
    std::reverse(stretches.begin(), stretches.end());
    merge_single(stretches);
    std::reverse(stretches.begin(), stretches.end());
  }
  std::vector<TextPart> out;
  for (const Stretch& s : stretches)
    if (of != OfMatches::removed || s.is == Stretch::Is::between)
      out.push_back(part_of(whole, s.begin, s.end));
  return out;
}

Splitter splitter_at(std::function<std::vector<Stretch>(const AlignedText&)> find, OfMatches of) {
  return [find = std::move(find), of](TextPart part) { return split(part, find(part.text), of); };
}

Splitter bert_splitter() {
  return [](TextPart part) {
    std::vector<TextPart> out;
    for (const TextPart& word :
         split(part, stretches(is_white_space, part.text), OfMatches::removed))
      for (TextPart& cut : split(word, stretches(is_punctuation, word.text), OfMatches::isolated))
        out.push_back(std::move(cut));
    return out;
  };
}

Splitter byte_splitter(PrefixBlank prefix, ByteWords words) {
  return [prefix, words](TextPart part) {
    if (prefix == PrefixBlank::yes && !part.text.empty() && part.text.front().value != ' ')
      part.text = prepended(std::move(part.text), U" ");
    std::vector<TextPart> out;
    if (words == ByteWords::gpt2)
      out = split(part, stretches(patterns().front(), part.text), OfMatches::isolated);
    else
      out.push_back(std::move(part));
    for (TextPart& word : out) word.text = as_letters(word.text);
    return out;
  };
}

Splitter metaspace_splitter(char32_t mark, Prepend prepend, MarkBegins begins) {
  return [mark, prepend, begins](TextPart part) {
    part.text = replaced(part.text, U" ", std::u32string_view(&mark, 1));
    const bool is_wanted =
        prepend == Prepend::always || (prepend == Prepend::first && part.begin == 0);
    if (is_wanted && !part.text.empty() && part.text.front().value != mark)
      part.text = prepended(std::move(part.text), std::u32string_view(&mark, 1));
    if (begins == MarkBegins::nothing) return std::vector<TextPart>{std::move(part)};
    return split(part, stretches(std::u32string_view(&mark, 1), part.text),
                 OfMatches::merged_with_next);
  };
}

char32_t letter_of_byte(unsigned char byte) {
  static const std::array<char32_t, 256> letters = letters_of_bytes();
  return letters[byte];
}

}  // namespace anbn
