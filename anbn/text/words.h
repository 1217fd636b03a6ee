// SPDX-License-Identifier: Apache-2.0
// The words of a story and when each was spoken.
#pragma once

#include "anbn/core/names.h"
#include "anbn/io/named_column.h"
#include "anbn/text/word_files/word_file.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Where a word's time comes from: the aligner, or its neighbours.
enum class Timing { aligned, interpolated };
constexpr auto names_of(Timing) { return named("aligned", "interpolated"); }

struct Word {
  std::string text;
  double onset_s = 0, duration_s = 0;  // relative to the audio
  Timing timing = Timing::aligned;
  std::string upos;  // universal part of speech; empty if not given
};

/// The words of a file, in order, with what is dubious about their times.
struct TimedWords {
  std::string file;  // for errors
  std::vector<Word> words;
  std::size_t interpolated = 0;       // words without times
  std::size_t decreasing_onsets = 0;  // aligned words that begin before the aligned word before
  std::size_t pauses = 0;             // an aligner's marks of silence and noise, left out
  std::size_t bracketed = 0;          // words in brackets, as notes of what is no word
  std::size_t simultaneous = 0;       // aligned words that begin with the aligned word before
  std::size_t overlong = 0;           // aligned words that last until after the next two begin
  std::vector<NamedColumn> columns;   // [W] each: those of a TSV beyond the four that are known
};

/// The words of a file of one of the kinds in word_files/word_file.h (TextGrid, JSON of Whisper or
/// Gentle, tables with others' names of columns, CoNLL-U with times), told by its content unless
/// `choice` names one; else of a Gentle align.csv (no header; word, aligned token, onset, offset;
/// empty times where the aligner missed the word) or of a table with a header (word, onset_s,
/// duration_s, optionally upos; further columns are kept as they are), with tabs or commas between
/// columns. Which of the two it is shows in the first line: a table has tabs or these names there.
///
/// What aligners write for silence and noise ("sil", "spn", "<eps>", "<unk>", ...) is a pause: such
/// rows are left out and counted.
///
/// A word without times gets them from its neighbours. Between two timed words, onsets are
/// spaced evenly between the onsets of the two, and the word lasts until the next one begins.
/// Before the first or after the last timed word, words follow each other without pause, each as
/// long as the median of the timed words; none begins before 0.
///
/// Throws Error if the file is no such table, has no word or no time, or a time is impossible:
/// no number, negative, an offset before its onset, one time of two, or an onset after six hours
/// (the times may be in milliseconds), all words begin at one time, or the text is damaged
/// (damaged_text.h).
TimedWords read_words(const std::filesystem::path& file, const WordFileChoice& choice = {});

/// The same from the contents of a file; `name` is the file's, for errors.
TimedWords parse_words(std::string_view text, const std::string& name,
                       const WordFileChoice& choice = {});

}  // namespace anbn
