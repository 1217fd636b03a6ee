// SPDX-License-Identifier: Apache-2.0
// Where each timed word stands in the punctuated text of a story, and where sentences end.
#pragma once

#include "anbn/text/words.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Where a word stands in a text: its first to its last letter or digit, and how it looks there.
struct WordPlace {
  std::size_t begin = 0, end = 0;  // bytes
  std::string surface;             // with the punctuation around it: "home," or "(so"
  enum class Follows { white_space, directly } follows = Follows::white_space;  // "hard-boiled"
};

/// A place in which a transcript has other words than the file of timed words, which is read there.
struct TranscriptDifference {
  std::size_t word = 0;  // of the file, from 0: the first one concerned, or the next one
  std::string words;     // of the file; empty: it has none there
  std::size_t line = 0;  // of the transcript, from 1
  std::string text;      // of the transcript; empty: it has none there
};

/// The text of a story with the places of its words.
struct Transcript {
  std::string name;  // the file's, for errors
  std::string text;  // UTF-8
  std::vector<WordPlace> words;
  std::vector<std::size_t> sentence_ends;  // bytes; rising; empty if the text is not punctuated
  std::vector<TranscriptDifference> differences = {};

  /// The word to which the byte at `position` belongs: punctuation joins the word before it,
  /// opening quotes too; what stands before the first word joins the first.
  std::size_t word_at(std::size_t position) const;
};

/// The places of `words` in a punctuated text. Letters and digits are compared, without case and
/// accents; punctuation, hyphens and apostrophes are not, so "hard-boiled" may be one word or
/// two. A word never spans white space that it does not have itself.
/// Where the two differ the words take the place of what the transcript has, which keeps the
/// punctuation around it.
/// @param most_differing  share of the words that may differ
/// Throws Error saying where the two part if more differ, or they do not come together again within
/// 12 words; or that `text` is not UTF-8 or damaged.
Transcript match_transcript(std::string text, const std::string& name, const TimedWords& words,
                            double most_differing = 0);

/// The words themselves as a text, joined by spaces; punctuated if they carry punctuation.
Transcript transcript_of_words(const TimedWords& words);

}  // namespace anbn
