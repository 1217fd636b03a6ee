// SPDX-License-Identifier: Apache-2.0
// The rows of tokens.tsv: the pieces of a story, cut into segments and put into volumes.
#pragma once

#include "anbn/core/names.h"
#include "anbn/signal/bins.h"
#include "anbn/text/contexts.h"
#include "anbn/text/story.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Which moment of a word says in which volume its tokens lie.
enum class TokenTime { onset, middle };
constexpr auto names_of(TokenTime) { return named("onset", "middle"); }

/// What `upos` says of the specials that begin and end a segment, whatever a tokenizer calls them.
inline constexpr std::string_view kOpeningSpecial = "[CLS]", kClosingSpecial = "[SEP]";

/// One token of a segment; the specials that begin and end it belong to no word.
struct Token {
  std::int32_t id = 0;
  std::optional<std::size_t> word;  // index from 0
  /// Counted from the first volume used: below 0 before it, T and above after the last.
  std::optional<std::int64_t> volume;
  std::size_t segment = 0;  // from 0
  std::string upos;         // kOpeningSpecial, kClosingSpecial, a universal tag, or empty
  TagSource upos_from = TagSource::none;
};

/// Tokens in the order in which the model reads them, and what lies in each volume.
struct TokenTable {
  std::vector<Token> tokens;  // [K]
  /// What the model reads at once, where that is not a segment: each token is read in one window,
  /// all are of one segment, and the specials around a window are none of the tokens.
  std::vector<Window> windows;
  std::vector<std::int32_t> before_window, after_window;  // ids of those specials
  std::vector<std::size_t> segment_sizes;                 // with specials
  std::vector<std::int64_t> word_volumes;  // [W] volume of each word's onset, also outside 0 .. T-1
  std::vector<std::int64_t> tokens_in;     // [T]
  std::vector<std::int64_t> words_in;      // [T] words whose onset lies in the volume

  std::size_t silent_volumes() const;  // without a token
  std::size_t words_before() const;    // whose onset lies before the first volume used
  std::size_t words_after() const;     // after the last one
  /// How many tokens that are no specials have a part of speech from `source`.
  std::size_t tagged_by(TagSource source) const;
};

/// What is known of the time before the first volume used, as far as its response reaches.
enum class History {
  words,    // some were spoken: they belong to the response of the first volumes
  silence,  // the audio begins with the volumes used, or later
  unknown,  // the audio had begun, without words: taken for silence
};
constexpr auto names_of(History) { return named("words", "silence", "unknown"); }

/// The history of the first volume used, as far as SPM's response reaches back (32 s).
/// @param first_volume_s  when that volume starts, relative to the audio [s]
History history_of(const TokenTable& table, double first_volume_s, double tr_s);

/// The tokens of `story`, cut at `cuts`. Throws Error if the grid is impossible or no token lies
/// in its volumes.
TokenTable make_token_table(const Story& story, const Cuts& cuts, const VolumeGrid& grid,
                            TokenTime time, const Tokenizer& tokenizer);

/// The same read in windows: one segment without specials. Throws Error as well if a window does
/// not fit.
TokenTable make_token_table(const Story& story, const WindowPlan& plan, const VolumeGrid& grid,
                            TokenTime time, const Tokenizer& tokenizer);

/// When the last word of a story ends, relative to the audio [s].
double story_end_s(const TimedWords& words);

/// What a model reads at once, specials included: each segment, or each window.
std::vector<std::vector<std::int32_t>> sequences_of(const TokenTable& table);
/// How many sequences those are.
inline std::size_t sequence_count(const TokenTable& table) {
  return table.windows.empty() ? table.segment_sizes.size() : table.windows.size();
}

/// The rows of a sequence (from 0) that are tokens of the table, which are its next ones: all of a
/// segment; of a window those that are read in it.
struct ReadRows {
  std::size_t first = 0, count = 0;
};
ReadRows read_rows(const TokenTable& table, std::size_t sequence);

/// [K] the place of each token, from 0, in the sequence in which it is read, specials counted.
std::vector<std::size_t> places_of(const TokenTable& table);

}  // namespace anbn
