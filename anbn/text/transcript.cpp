// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/transcript.h"

#include "anbn/core/error.h"
#include "anbn/io/encoding.h"
#include "anbn/io/table.h"
#include "anbn/text/damaged_text.h"
#include "anbn/text/letters.h"
#include "anbn/text/sentences.h"
#include "anbn/text/unicode.h"

#include <algorithm>

namespace anbn {
namespace {

/// `text` with each run of white space as one blank, none at the ends.
std::string collapsed(std::string_view text) {
  std::string out;
  bool blank = false;
  for (const Character& c : characters(text)) {
    if (is_white_space(c.value)) {
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out += ' ';
    blank = false;
    out.append(text.substr(c.begin, c.end - c.begin));
  }
  return out;
}

/// What is between two words, cut in two: what belongs to the looks of the word before, up to the
/// last white space, and of the word after.
struct Gap {
  std::string_view before, after;
  WordPlace::Follows follows = WordPlace::Follows::directly;
};

Gap split_gap(std::string_view gap) {
  Gap out{gap, {}, WordPlace::Follows::directly};
  for (const Character& c : characters(gap)) {
    if (!is_white_space(c.value)) continue;
    out = {gap.substr(0, c.begin), gap.substr(c.end), WordPlace::Follows::white_space};
  }
  return out;
}

void add_surfaces(Transcript& t) {
  const std::string_view text = t.text;
  std::size_t lead = 0;  // where the look of the word begins
  for (std::size_t i = 0; i < t.words.size(); ++i) {
    WordPlace& place = t.words[i];
    const bool is_last = i + 1 == t.words.size();
    const std::size_t next = is_last ? text.size() : t.words[i + 1].begin;
    const Gap gap = split_gap(text.substr(place.end, next - place.end));
    const std::size_t look_end = is_last ? next : place.end + gap.before.size();
    place.surface = collapsed(text.substr(lead, look_end - lead));
    if (is_last) break;
    lead = next - gap.after.size();
    t.words[i + 1].follows = gap.follows;
  }
}

/// "word 12 'home,' (line 3)": where in the transcript the letter at `position` stands.
std::string describe_place(std::string_view text, const Letters& letters, std::size_t index) {
  const std::size_t position = letters[index].begin;
  std::size_t number = 0;  // words of the transcript are what white space parts
  for (std::size_t i = 0; i <= index; ++i) number += letters[i].after_space ? 1 : 0;
  std::size_t begin = 0, end = text.size();
  for (const Character& c : characters(text)) {
    if (!is_white_space(c.value)) continue;
    if (c.end <= position) begin = c.end;
    if (c.begin > position) {
      end = c.begin;
      break;
    }
  }
  const auto line =
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n') + 1;
  return fmt::format("word {} '{}' (line {})", number, text.substr(begin, end - begin), line);
}

bool same_word(const Letters& word, const Letters& text, std::size_t from) {
  if (from + word.size() > text.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i].value != text[from + i].value) return false;
    if (i > 0 && word[i].after_space != text[from + i].after_space) return false;
  }
  return true;
}

/// Where a word of the file and the transcript part.
struct Mismatch {
  std::size_t letter = 0, word = 0;
};

/// Finds the places after the first one: after each it goes on where the next words agree again.
class Differences {
 public:
  Differences(const Letters& letters, const TimedWords& words) : letters_(letters) {
    for (const Word& word : words.words) words_.push_back(letters_of(word.text));
  }

  std::vector<Mismatch> from(Mismatch first) const {
    std::vector<Mismatch> out = {first};
    Mismatch at = first;
    while (out.size() <= kMost && resume(at)) {
      while (at.word < words_.size() && same_word(words_[at.word], letters_, at.letter))
        at.letter += words_[at.word++].size();
      if (at.word >= words_.size() && at.letter >= letters_.size()) break;
      out.push_back(at);
    }
    return out;
  }

  static constexpr std::size_t kMost = 10;  // places that a message names

 private:
  static constexpr std::size_t kSkipped = 12, kTogether = 3;  // words

  std::size_t next_word(std::size_t letter) const {
    if (letter < letters_.size()) ++letter;
    while (letter < letters_.size() && !letters_[letter].after_space) ++letter;
    return letter;
  }

  /// Whether the next words, or all up to both ends, are the same from here on.
  bool go_together(Mismatch at) const {
    for (std::size_t count = 0; count < kTogether; ++at.word) {
      if (at.word >= words_.size()) return at.letter >= letters_.size();
      if (!same_word(words_[at.word], letters_, at.letter)) return false;
      at.letter += words_[at.word].size();
      count += words_[at.word].empty() ? 0 : 1;
    }
    return true;
  }

  /// Moves to the nearest place from which they go together; false if there is none.
  bool resume(Mismatch& at) const {
    for (std::size_t skipped = 1; skipped <= kSkipped; ++skipped)
      for (std::size_t of_words = 0; of_words <= skipped; ++of_words) {
        Mismatch next{at.letter, at.word + of_words};
        for (std::size_t n = of_words; n < skipped; ++n) next.letter = next_word(next.letter);
        if (next.word > words_.size() || !go_together(next)) continue;
        at = next;
        return true;
      }
    return false;
  }

  const Letters& letters_;
  std::vector<Letters> words_;
};

/// "word 4 'long' (line 2) does not match word 4 'illustrious' of align.csv"
std::string described(const Transcript& t, const Letters& letters, const TimedWords& words,
                      const Mismatch& at) {
  if (at.letter >= letters.size())
    return fmt::format("ends before word {} '{}' of {}", at.word + 1, words.words[at.word].text,
                       words.file);
  const std::string place = describe_place(t.text, letters, at.letter);
  if (at.word >= words.words.size())
    return fmt::format("{} comes after the last word of {}, which has {}", place, words.file,
                       words.words.size());
  return fmt::format("{} does not match word {} '{}' of {}", place, at.word + 1,
                     words.words[at.word].text, words.file);
}

[[noreturn]] void fail_at(const Transcript& t, const Letters& letters, std::size_t index,
                          const TimedWords& words, std::size_t word) {
  const std::vector<Mismatch> all = Differences(letters, words).from({index, word});
  std::string places;
  for (std::size_t i = 0; i < std::min(all.size(), Differences::kMost); ++i)
    places += (i == 0 ? "" : "; ") + described(t, letters, words, all[i]);
  fail("{}: {}{}; expected the same words in the same order (case and punctuation do not matter)",
       t.name, places, all.size() > Differences::kMost ? "; and so on" : "");
}

/// The place of a word of punctuation alone ("-", "&"): as it is written, if it stands between
/// its neighbours; else an empty place right before the next word.
WordPlace place_of_mark(std::string_view text, std::string_view mark, std::size_t from,
                        std::size_t next) {
  WordPlace place;
  place.begin = mark.empty() ? next : std::min(text.substr(0, next).find(mark, from), next);
  place.end = place.begin == next ? next : place.begin + mark.size();
  return place;
}

}  // namespace

std::size_t Transcript::word_at(std::size_t position) const {
  const auto after =
      std::upper_bound(words.begin(), words.end(), position,
                       [](std::size_t p, const WordPlace& place) { return p < place.begin; });
  return after == words.begin() ? 0 : static_cast<std::size_t>(after - words.begin()) - 1;
}

Transcript match_transcript(std::string text, const std::string& name, const TimedWords& words) {
  if (const auto line = first_line_not_text(text))
    fail("{}, line {}: {}", name, *line, not_utf8_advice(text));
  if (text.starts_with("\uFEFF")) text.erase(0, 3);  // byte order mark
  refuse_damaged_text(text, name);
  Transcript t{name, std::move(text), {}, {}};
  const Letters letters = letters_of(t.text);
  std::size_t at = 0, end = 0;
  for (std::size_t i = 0; i < words.words.size(); ++i) {
    const Letters word = letters_of(words.words[i].text);
    WordPlace& place = t.words.emplace_back();
    if (word.empty()) {
      const std::size_t next = at < letters.size() ? letters[at].begin : t.text.size();
      place = place_of_mark(t.text, collapsed(words.words[i].text), end, std::max(next, end));
    } else {
      if (!same_word(word, letters, at)) fail_at(t, letters, at, words, i);
      place.begin = std::max(letters[at].begin, end);  // a Hangul syllable holds several letters
      at += word.size();
      place.end = letters[at - 1].end;
    }
    end = place.end;
  }
  if (at < letters.size()) fail_at(t, letters, at, words, words.words.size());
  add_surfaces(t);
  t.sentence_ends = sentence_ends(t.text);
  return t;
}

Transcript transcript_of_words(const TimedWords& words) {
  std::string text;
  for (const Word& word : words.words) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return match_transcript(std::move(text), words.file, words);
}

}  // namespace anbn
