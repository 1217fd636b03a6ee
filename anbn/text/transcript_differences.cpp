// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/transcript_differences.h"

#include "anbn/core/error.h"
#include "anbn/text/unicode.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {
namespace {

constexpr std::size_t kSkipped = 12, kTogether = 3;  // words
constexpr std::size_t kMostNamed = 10;               // places in an error

/// The letters of a word with what stands between them, without the marks around it.
std::string_view without_marks(std::string_view word, const Letters& letters) {
  return letters.empty()
             ? std::string_view()
             : word.substr(letters.front().begin, letters.back().end - letters.front().begin);
}

}  // namespace

TextDifferences::TextDifferences(std::string_view text, const TimedWords& words)
    : text_(text), words_(words), letters_(letters_of(text)) {
  for (const Word& word : words.words) word_letters_.push_back(letters_of(word.text));
  find();
}

std::vector<TranscriptDifference> TextDifferences::list() const {
  std::vector<TranscriptDifference> all;
  for (const Stretch& stretch : stretches_) all.push_back(told(stretch));
  return all;
}

std::size_t TextDifferences::begin_of(std::size_t letter) const {
  return letter < letters_.size() ? letters_[letter].begin : text_.size();
}

std::size_t TextDifferences::line_at(std::size_t byte) const {
  const std::string_view before = text_.substr(0, byte);
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

void TextDifferences::find() {
  Stretch at;
  while (true) {
    while (at.word < word_letters_.size() && is_same(at.word, at.letter))
      at.letter += word_letters_[at.word++].size();
    if (at.word >= word_letters_.size() && at.letter >= letters_.size()) return;
    at.letter_end = at.letter, at.word_end = at.word;
    part_for_good_ = !resume(at);
    stretches_.push_back(at);
    if (part_for_good_) return;
    at.letter = at.letter_end, at.word = at.word_end;
  }
}

bool TextDifferences::is_same(std::size_t number, std::size_t letter) const {
  const Letters& word = word_letters_[number];
  if (letter + word.size() > letters_.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i].value != letters_[letter + i].value) return false;
    if (i > 0 && word[i].after_space != letters_[letter + i].after_space) return false;
  }
  return true;
}

// Whether the next words, or all up to both ends, are the same from here on.
bool TextDifferences::go_together(std::size_t letter, std::size_t word) const {
  for (std::size_t count = 0; count < kTogether; ++word) {
    if (word >= word_letters_.size()) return letter >= letters_.size();
    if (!is_same(word, letter)) return false;
    letter += word_letters_[word].size();
    count += word_letters_[word].empty() ? 0 : 1;
  }
  return true;
}

// The nearest end of the stretch from which the two go together; false if there is none.
bool TextDifferences::resume(Stretch& stretch) const {
  for (std::size_t skipped = 1; skipped <= kSkipped; ++skipped)
    for (std::size_t of_words = 0; of_words <= skipped; ++of_words) {
      std::size_t letter = stretch.letter;
      const std::size_t word = stretch.word + of_words;
      for (std::size_t n = of_words; n < skipped; ++n) letter = next_word(letter);
      if (word > word_letters_.size() || !go_together(letter, word)) continue;
      stretch.letter_end = letter;
      stretch.word_end = word;
      return true;
    }
  return false;
}

std::size_t TextDifferences::next_word(std::size_t letter) const {
  if (letter < letters_.size()) ++letter;
  while (letter < letters_.size() && !letters_[letter].after_space) ++letter;
  return letter;
}

// The larger number of both sides' words.
std::size_t TextDifferences::words_in(const Stretch& stretch) const {
  std::size_t of_text = 0;
  for (std::size_t letter = stretch.letter; letter < stretch.letter_end; letter = next_word(letter))
    ++of_text;
  return std::max(of_text, stretch.word_end - stretch.word);
}

TranscriptDifference TextDifferences::told(const Stretch& s) const {
  TranscriptDifference out;
  out.word = s.word;
  for (std::size_t word = s.word; word < s.word_end; ++word)
    out.words += (word == s.word ? "" : " ") + words_.words[word].text;
  const std::size_t begin = begin_of(s.letter);
  out.line = line_at(begin);
  if (s.letter < s.letter_end)
    out.text = text_.substr(begin, letters_[s.letter_end - 1].end - begin);
  return out;
}

// "word 12 'home,' (line 3)": where in the transcript the letter stands.
std::string TextDifferences::place_of(std::size_t letter) const {
  const std::size_t position = letters_[letter].begin;
  std::size_t number = 0;  // words of the transcript are what white space parts
  for (std::size_t i = 0; i <= letter; ++i) number += letters_[i].after_space ? 1 : 0;
  std::size_t begin = 0, end = text_.size();
  for (const Character& c : characters(text_)) {
    if (!is_white_space(c.value)) continue;
    if (c.end <= position) begin = c.end;
    if (c.begin > position) {
      end = c.begin;
      break;
    }
  }
  return fmt::format("word {} '{}' (line {})", number, text_.substr(begin, end - begin),
                     line_at(position));
}

// "word 4 'long' (line 2) does not match word 4 'illustrious' of align.csv"
std::string TextDifferences::described(const Stretch& at) const {
  if (at.letter >= letters_.size())
    return fmt::format("ends before word {} '{}' of {}", at.word + 1, words_.words[at.word].text,
                       words_.file);
  const std::string place = place_of(at.letter);
  if (at.word >= words_.words.size())
    return fmt::format("{} comes after the last word of {}, which has {}", place, words_.file,
                       words_.words.size());
  return fmt::format("{} does not match word {} '{}' of {}", place, at.word + 1,
                     words_.words[at.word].text, words_.file);
}

void TextDifferences::refuse_above(double share, const std::string& name) const {
  std::size_t differing = 0;
  for (const Stretch& stretch : stretches_) differing += words_in(stretch);
  const auto words = static_cast<double>(words_.words.size());
  if (!part_for_good_ && static_cast<double>(differing) <= share * words) return;
  std::string places;
  for (std::size_t i = 0; i < std::min(stretches_.size(), kMostNamed); ++i)
    places += (i == 0 ? "" : "; ") + described(stretches_[i]);
  if (stretches_.size() > kMostNamed) places += "; and so on";
  fail("{}: {}; expected the same words in the same order (case and punctuation do not matter){}",
       name, places,
       share == 0 ? std::string()
       : part_for_good_
           ? fmt::format(", but for {:g} % of them: the two never come together again there",
                         100 * share)
           : fmt::format(", but for {:g} % of them: {} of {} differ (--most-differing)",
                         100 * share, differing, words_.words.size()));
}

std::string TextDifferences::mended() const {
  std::string out;
  std::size_t copied = 0;  // bytes of the text
  for (const Stretch& s : stretches_) {
    std::string words;
    for (std::size_t word = s.word; word < s.word_end; ++word)
      if (const auto letters = without_marks(words_.words[word].text, word_letters_[word]);
          !letters.empty())
        words.append(words.empty() ? "" : " ").append(letters);
    const bool adds = s.letter == s.letter_end;
    out += text_.substr(copied, begin_of(s.letter) - copied);
    // What is put in stands apart from its neighbours; what is left out leaves no gap.
    const bool is_inside = s.letter > 0 && s.letter < letters_.size() &&
                           letters_[s.letter - 1].end == letters_[s.letter].begin;
    if (!words.empty() && (is_inside || s.letter >= letters_.size())) out += ' ';
    out += words;
    if (adds && s.letter < letters_.size()) out += ' ';
    copied = adds            ? begin_of(s.letter)
             : words.empty() ? begin_of(s.letter_end)
                             : letters_[s.letter_end - 1].end;
  }
  return out + std::string(text_.substr(copied));
}

}  // namespace anbn
