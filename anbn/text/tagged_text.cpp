// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tagged_text.h"

#include "anbn/text/letters.h"
#include "anbn/text/sentences.h"
#include "anbn/text/unicode.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace anbn {
namespace {

constexpr std::u32string_view kClitics[] = {U"n't", U"'re", U"'ve", U"'ll", U"'s", U"'m", U"'d"};

/// Words that begin with an apostrophe which is no quotation mark.
constexpr std::u32string_view kApostrophes[] = {U"'em",  U"'cause", U"'til", U"'bout",
                                                U"'tis", U"'twas",  U"'re",  U"'ve",
                                                U"'ll",  U"'s",     U"'m",   U"'d"};

/// Two words that are written as one, and how long the first is.
constexpr std::pair<std::u32string_view, std::size_t> kJoined[] = {
    {U"cannot", 3},   {U"gonna", 3},  {U"gotta", 3},  {U"wanna", 3},   {U"dont", 2},
    {U"doesnt", 4},   {U"didnt", 3},  {U"cant", 2},   {U"wont", 2},    {U"isnt", 2},
    {U"arent", 3},    {U"wasnt", 3},  {U"werent", 4}, {U"couldnt", 5}, {U"wouldnt", 5},
    {U"shouldnt", 6}, {U"havent", 4}, {U"hasnt", 3},  {U"hadnt", 3},   {U"aint", 2},
    {U"im", 1},       {U"ive", 1},    {U"youre", 3},  {U"youve", 3},   {U"youll", 3},
    {U"theyre", 4},   {U"theyve", 4}, {U"theyll", 4}, {U"weve", 2},    {U"thats", 4},
    {U"whats", 4},    {U"theres", 5}, {U"hes", 2},    {U"shes", 3}};

template <class List>
bool contains(const List& list, std::u32string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

/// Cuts a text, by the indices of its characters.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(characters(text)) {
    for (const Character& c : text_) {
      const char32_t mark = plain_mark(c.value);
      plain_ += mark >= 'A' && mark <= 'Z' ? mark - 'A' + 'a' : mark;
    }
  }

  std::vector<TextToken> tokens() {
    for (std::size_t i = 0; i < text_.size();) {
      std::size_t end = i;
      while (end < text_.size() && !is_white_space(text_[end].value)) ++end;
      if (end > i) cut_chunk(i, end);
      i = end + 1;
    }
    return std::move(out_);
  }

 private:
  bool is_letter(std::size_t i) const { return is_letter_or_digit(text_[i].value); }
  bool is_digit(std::size_t i) const { return plain_[i] >= '0' && plain_[i] <= '9'; }
  std::u32string_view spelled(std::size_t begin, std::size_t end) const {
    return std::u32string_view(plain_).substr(begin, end - begin);
  }

  void push(std::size_t begin, std::size_t end) {
    if (end > begin) out_.push_back({text_[begin].begin, text_[end - 1].end});
  }

  /// Marks, each for itself but for runs of the same one: "..." and "--".
  void push_marks(std::size_t begin, std::size_t end) {
    while (begin < end) {
      std::size_t run = begin + 1;
      while (run < end && plain_[run] == plain_[begin]) ++run;
      push(begin, run);
      begin = run;
    }
  }

  /// What stands between white space.
  void cut_chunk(std::size_t begin, std::size_t end) {
    if (spelled(begin, end).find(U"://") != std::u32string_view::npos) return push(begin, end);
    std::size_t last = end;
    while (last > begin && !is_letter(last - 1)) --last;
    std::size_t first = begin;
    while (first < last && !is_letter(first)) ++first;
    if (first > begin && contains(kApostrophes, spelled(first - 1, last))) --first;
    push_marks(begin, first);
    if (last < end && plain_[last] == '.' && first < last && belongs_to(first, last)) ++last;
    cut_core(first, last);
    push_marks(last, end);
  }

  /// Whether the full stop after [begin, end) is one of an abbreviation.
  bool belongs_to(std::size_t begin, std::size_t end) const {
    std::string ascii;
    for (const char32_t c : spelled(begin, end)) ascii += c < 0x80 ? static_cast<char>(c) : '?';
    return is_abbreviation(ascii);
  }

  /// Whether the mark at `i`, with a character on both sides, is part of a word or number.
  bool is_inner(std::size_t i, std::size_t end) const {
    constexpr std::u32string_view kOfWords = U"'&@_", kOfNumbers = U",:/";
    const char32_t mark = plain_[i];
    if (mark == '.' && i + 1 == end) return true;  // of an abbreviation
    if (i + 1 == end || !is_letter(i + 1) || !is_letter(i - 1)) return false;
    if (kOfNumbers.find(mark) != std::u32string_view::npos)
      return is_digit(i - 1) && is_digit(i + 1);
    return mark == '.' || kOfWords.find(mark) != std::u32string_view::npos;
  }

  /// What begins and ends with a letter (or a known apostrophe, or an abbreviation's full stop).
  void cut_core(std::size_t begin, std::size_t end) {
    std::size_t start = begin;
    for (std::size_t i = begin; i < end;) {
      if (is_letter(i) || i == begin || is_inner(i, end)) {
        ++i;
        continue;
      }
      std::size_t after = i + 1;
      while (after < end && !is_letter(after)) ++after;
      push_word(start, i);
      push_marks(i, after);
      start = i = after;
    }
    push_word(start, end);
  }

  void push_word(std::size_t begin, std::size_t end) {
    std::vector<std::size_t> cuts = {end};
    for (bool found = true; found;) {
      found = false;
      const std::u32string_view word = spelled(begin, cuts.back());
      for (const std::u32string_view clitic : kClitics)
        if (word.size() > clitic.size() && word.ends_with(clitic)) {
          cuts.push_back(cuts.back() - clitic.size());
          found = true;
          break;
        }
    }
    for (const auto& [word, first] : kJoined)
      if (spelled(begin, cuts.back()) == word) cuts.push_back(begin + first);
    for (std::size_t from = begin; !cuts.empty(); cuts.pop_back()) {
      push(from, cuts.back());
      from = cuts.back();
    }
  }

  std::vector<Character> text_;
  std::u32string plain_;  // of each character: lower case of A to Z, straight quotes
  std::vector<TextToken> out_;
};

}  // namespace

std::vector<TextToken> text_tokens(std::string_view text) { return Cutter(text).tokens(); }

PosSpans tagged_spans(const Transcript& transcript, const Tagger& tagger) {
  const std::vector<TextToken> tokens = text_tokens(transcript.text);
  PosSpans out;
  auto end_of_sentence = transcript.sentence_ends.begin();
  for (std::size_t first = 0; first < tokens.size();) {
    while (end_of_sentence != transcript.sentence_ends.end() &&
           *end_of_sentence <= tokens[first].begin)
      ++end_of_sentence;
    std::vector<std::string> words;
    std::size_t next = first;
    for (; next < tokens.size() && (end_of_sentence == transcript.sentence_ends.end() ||
                                    tokens[next].begin < *end_of_sentence);
         ++next)
      words.push_back(
          transcript.text.substr(tokens[next].begin, tokens[next].end - tokens[next].begin));
    const std::vector<TagIndex> tags = tagger.tags(words);
    for (std::size_t i = 0; i < tags.size(); ++i)
      out.spans.push_back(
          {tokens[first + i].begin, tokens[first + i].end, std::string(kUniversalTags[tags[i]])});
    first = next;
  }
  return out;
}

}  // namespace anbn
