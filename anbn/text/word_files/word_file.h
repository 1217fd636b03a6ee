// SPDX-License-Identifier: Apache-2.0
// The files in which forced aligners and recognizers of speech write words with their times.
#pragma once

#include "anbn/io/table.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// A word of such a file, where its line, or its number among the words, is known.
struct FileWord {
  std::string text;
  std::optional<double> onset_s, offset_s;  // relative to the audio; none: the aligner missed it
  std::string speaker, upos;                // empty: not said
  std::size_t line = 0;
};

/// What a file holds.
struct FileWords {
  std::vector<FileWord> words;
  std::size_t left_out = 0;  // silence, noises in brackets, and what has no letter or digit
};

/// What is said of a file beside its contents.
struct WordFileChoice {
  std::string format;  // the name of a kind below; empty: told by the content
  std::string tier;    // of a TextGrid; empty: that of words
};

/// One line of the table of word files.
struct WordFileKind {
  std::string_view name, summary;
  bool (*looks_like)(std::string_view text);
  /// Throws Error naming the file and the place if it is damaged, or is no such file.
  FileWords (*read)(std::string_view text, const std::string& name, const WordFileChoice& choice);
};

/// In the order in which a content is tried.
std::span<const WordFileKind> word_file_kinds();

/// The words of a file of one of the kinds as a table with the columns word, onset_s, duration_s
/// and, where any word has one, speaker and upos; and how many entries were left out. Nothing if no
/// kind is named and the content looks like none. Throws Error as the kinds do, or if there is no
/// kind of the name.
struct WordTable {
  Table table;
  std::size_t left_out = 0;
};
std::optional<WordTable> read_word_file(std::string_view text, const std::string& name,
                                        const WordFileChoice& choice);

/// Appends `word` to `out`, its text without white space at its ends; what is no word (silence,
/// "[laughter]", "#") is counted only.
void add_file_word(FileWord word, FileWords& out);

/// `text` in lower case (ASCII letters only), without white space at its ends.
std::string plain_name(std::string_view text);

}  // namespace anbn
