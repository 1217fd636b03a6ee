// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/patterns.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {
namespace {

using Text = std::u32string_view;

bool is_line_end(char32_t c) { return c == '\r' || c == '\n'; }
bool is_letter_or_mark(char32_t c) { return is_letter(c) || is_combining_mark(c); }
bool is_symbol_character(char32_t c) { return !is_word_character(c) && !is_white_space(c); }

template <class Is>
std::size_t run_end(Text text, std::size_t at, Is is) {
  while (at < text.size() && is(text[at])) ++at;
  return at;
}

/// 's, 't, 're, 've, 'm, 'll, 'd. Whatever the case also with U+017F, a long s.
template <class Lower>
std::size_t contraction_end(Text text, std::size_t at, Lower lower) {
  if (text[at] != '\'' || at + 1 >= text.size()) return at;
  const char32_t first = lower(text[at + 1]);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return at + 2;
  if (at + 2 >= text.size()) return at;
  const char32_t second = lower(text[at + 2]);
  const bool is_one =
      ((first == 'r' || first == 'v') && second == 'e') || (first == 'l' && second == 'l');
  return is_one ? at + 3 : at;
}

char32_t as_it_is(char32_t c) { return c; }
char32_t any_case(char32_t c) {
  if (c == 0x17F) return 's';
  return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/// White space, of which the last stays with what follows: \s+(?!\S)|\s+
std::size_t blanks_end(Text text, std::size_t at) {
  const std::size_t end = run_end(text, at, is_white_space);
  return end < text.size() && end > at + 1 ? end - 1 : end;
}

/// ` ?[...]+`: characters of a kind, with a blank before them if there is one.
template <class Is>
std::size_t end_after_blank(Text text, std::size_t at, Is is) {
  const std::size_t first = text[at] == ' ' ? at + 1 : at;
  const std::size_t end = run_end(text, first, is);
  return end > first ? end : at;
}

std::size_t gpt2_end(Text text, std::size_t at) {
  if (const std::size_t end = contraction_end(text, at, as_it_is); end > at) return end;
  if (const std::size_t end = end_after_blank(text, at, is_letter); end > at) return end;
  if (const std::size_t end = end_after_blank(text, at, is_number); end > at) return end;
  const auto is_other = [](char32_t c) {
    return !is_white_space(c) && !is_letter(c) && !is_number(c);
  };
  if (const std::size_t end = end_after_blank(text, at, is_other); end > at) return end;
  return blanks_end(text, at);
}

/// Those of OpenAI's cl100k and its heirs: numbers of up to `digits`, words made of what `is_word`
/// says, one mark or blank before a word, line ends behind marks.
template <class IsWord>
std::size_t cl100k_end(Text text, std::size_t at, std::size_t digits, IsWord is_word) {
  if (const std::size_t end = contraction_end(text, at, any_case); end > at) return end;
  const char32_t c = text[at];
  const bool may_lead = !is_line_end(c) && !is_letter(c) && !is_number(c);
  if (may_lead && at + 1 < text.size() && is_word(text[at + 1]))
    return run_end(text, at + 1, is_word);
  if (is_word(c)) return run_end(text, at, is_word);
  if (is_number(c)) return std::min(run_end(text, at, is_number), at + digits);
  const auto is_other = [&](char32_t o) {
    return !is_white_space(o) && !is_word(o) && !is_number(o);
  };
  if (const std::size_t end = end_after_blank(text, at, is_other); end > at)
    return run_end(text, end, is_line_end);
  std::size_t line_end = run_end(text, at, is_white_space);
  while (line_end > at && !is_line_end(text[line_end - 1])) --line_end;
  return line_end > at ? line_end : blanks_end(text, at);
}

std::size_t llama3_end(Text text, std::size_t at) { return cl100k_end(text, at, 3, is_letter); }
std::size_t qwen_end(Text text, std::size_t at) { return cl100k_end(text, at, 1, is_letter); }
std::size_t qwen3_5_end(Text text, std::size_t at) {
  return cl100k_end(text, at, 1, is_letter_or_mark);
}

std::size_t words_and_symbols_end(Text text, std::size_t at) {
  const std::size_t end = run_end(text, at, is_word_character);
  return end > at ? end : run_end(text, at, is_symbol_character);
}

std::size_t two_blanks_end(Text text, std::size_t at) {
  const std::size_t end = run_end(text, at, [](char32_t c) { return c == ' '; });
  return end - at >= 2 ? end : at;
}

std::size_t white_space_end(Text text, std::size_t at) { return run_end(text, at, is_white_space); }

constexpr Pattern kPatterns[] = {
    {"GPT-2", R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)",
     gpt2_end},
    {"Llama 3",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     llama3_end},
    {"Qwen 2",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     qwen_end},
    {"Qwen 3.5",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     qwen3_5_end},
    {"words and symbols", R"(\w+|[^\w\s]+)", words_and_symbols_end},
    {"two blanks or more", " {2,}", two_blanks_end},
    {"white space", R"(\s+)", white_space_end},
};

void add_stretch(std::size_t begin, std::size_t end, Stretch::Is is, std::vector<Stretch>& out) {
  if (end > begin) out.push_back({begin, end, is});
}

}  // namespace

std::span<const Pattern> patterns() { return kPatterns; }

const Pattern& pattern_of(std::string_view regex, std::string_view where) {
  std::string names;
  for (const Pattern& pattern : kPatterns) {
    if (pattern.regex == regex) return pattern;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", pattern.name);
  }
  fail("{} is the pattern '{}'; expected one that anbn scans ({}): it runs no expressions of files",
       where, excerpt(regex, 100), names);
}

std::vector<Stretch> stretches(const Pattern& pattern, const AlignedText& text) {
  const std::u32string all = values(text);
  std::vector<Stretch> out;
  std::size_t from = 0;  // of what no match has
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = pattern.end_of(all, at);
    if (end <= at) {
      ++at;
      continue;
    }
    add_stretch(from, at, Stretch::Is::between, out);
    add_stretch(at, end, Stretch::Is::match, out);
    from = at = end;
  }
  add_stretch(from, all.size(), Stretch::Is::between, out);
  return out;
}

std::vector<Stretch> stretches(bool (*matches)(char32_t), const AlignedText& text) {
  std::vector<Stretch> out;
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!matches(text[at].value)) continue;
    add_stretch(from, at, Stretch::Is::between, out);
    add_stretch(at, at + 1, Stretch::Is::match, out);
    from = at + 1;
  }
  add_stretch(from, text.size(), Stretch::Is::between, out);
  return out;
}

std::vector<Stretch> stretches(std::u32string_view what, const AlignedText& text) {
  const std::u32string all = values(text);
  std::vector<Stretch> out;
  std::size_t from = 0;
  for (std::size_t at = all.find(what); at != std::u32string::npos; at = all.find(what, from)) {
    add_stretch(from, at, Stretch::Is::between, out);
    add_stretch(at, at + what.size(), Stretch::Is::match, out);
    from = at + what.size();
  }
  add_stretch(from, all.size(), Stretch::Is::between, out);
  return out;
}

}  // namespace anbn
