// SPDX-License-Identifier: Apache-2.0
// Where a transcript and the words of a file differ, and the transcript with the file's words
// there.
#pragma once

#include "anbn/text/letters.h"
#include "anbn/text/transcript.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

class TextDifferences {
 public:
  /// Finds all places. Keeps references to both.
  TextDifferences(std::string_view text, const TimedWords& words);

  bool empty() const { return stretches_.empty(); }
  std::vector<TranscriptDifference> list() const;

  /// Throws Error naming the places if more than this share of the file's words differ, or the two
  /// never come together again. `name` is the transcript's.
  void refuse_above(double share, const std::string& name) const;

  /// The text with the words of the file in all places. Only where it is not refused.
  std::string mended() const;

 private:
  /// The letters and words from where the two part to where they go together again.
  struct Stretch {
    std::size_t letter = 0, letter_end = 0, word = 0, word_end = 0;
  };

  void find();
  bool is_same(std::size_t word, std::size_t letter) const;
  bool go_together(std::size_t letter, std::size_t word) const;
  bool resume(Stretch& stretch) const;
  std::size_t next_word(std::size_t letter) const;
  std::size_t words_in(const Stretch& stretch) const;
  TranscriptDifference told(const Stretch& stretch) const;
  std::string described(const Stretch& stretch) const;
  std::string place_of(std::size_t letter) const;
  std::size_t begin_of(std::size_t letter) const;  // byte of the text; its size behind the last
  std::size_t line_at(std::size_t byte) const;     // from 1

  std::string_view text_;
  const TimedWords& words_;
  Letters letters_;
  std::vector<Letters> word_letters_;
  std::vector<Stretch> stretches_;
  bool part_for_good_ = false;
};

}  // namespace anbn
