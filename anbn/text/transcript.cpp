// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/transcript.h"

#include "anbn/core/error.h"
#include "anbn/io/encoding.h"
#include "anbn/io/table.h"
#include "anbn/text/damaged_text.h"
#include "anbn/text/letters.h"
#include "anbn/text/sentences.h"
#include "anbn/text/transcript_differences.h"
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

/// The place of a word of punctuation alone ("-", "&"): as it is written, if it stands between
/// its neighbours; else an empty place right before the next word.
WordPlace place_of_mark(std::string_view text, std::string_view mark, std::size_t from,
                        std::size_t next) {
  WordPlace place;
  place.begin = mark.empty() ? next : std::min(text.substr(0, next).find(mark, from), next);
  place.end = place.begin == next ? next : place.begin + mark.size();
  return place;
}

/// Finds the places of the words of a file in a text that has all of them, in their order.
void place_words(const TimedWords& words, Transcript& t) {
  const Letters letters = letters_of(t.text);
  std::size_t at = 0, end = 0;
  for (const Word& spoken : words.words) {
    const Letters word = letters_of(spoken.text);
    WordPlace& place = t.words.emplace_back();
    if (word.empty()) {
      const std::size_t next = at < letters.size() ? letters[at].begin : t.text.size();
      place = place_of_mark(t.text, collapsed(spoken.text), end, std::max(next, end));
    } else {
      place.begin = std::max(letters[at].begin, end);  // a Hangul syllable holds several letters
      at += word.size();
      place.end = letters[at - 1].end;
    }
    end = place.end;
  }
}

}  // namespace

std::size_t Transcript::word_at(std::size_t position) const {
  const auto after =
      std::upper_bound(words.begin(), words.end(), position,
                       [](std::size_t p, const WordPlace& place) { return p < place.begin; });
  return after == words.begin() ? 0 : static_cast<std::size_t>(after - words.begin()) - 1;
}

Transcript match_transcript(std::string text, const std::string& name, const TimedWords& words,
                            double most_differing) {
  if (const auto line = first_line_not_text(text))
    fail("{}, line {}: {}", name, *line, not_utf8_advice(text));
  if (text.starts_with("\uFEFF")) text.erase(0, 3);  // byte order mark
  refuse_damaged_text(text, name);
  Transcript t{name, std::move(text), {}, {}, {}};
  const TextDifferences differences(t.text, words);
  if (!differences.empty()) {
    differences.refuse_above(most_differing, name);
    std::string mended = differences.mended();
    // Letters that share a character cannot be parted.
    if (!TextDifferences(mended, words).empty()) differences.refuse_above(0, name);
    t.differences = differences.list();
    t.text = std::move(mended);
  }
  place_words(words, t);
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
