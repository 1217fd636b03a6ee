// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `tokens`: tokens.tsv, words.tsv and volumes.tsv; where the model reads
// windows, also windows.tsv and window_specials.tsv; where the transcript has other words,
// transcript_differences.tsv.
#pragma once

#include "anbn/io/named_column.h"
#include "anbn/text/token_table.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

struct TokensResults {
  TokenTable table;
  std::vector<std::string> pieces;  // [K] texts of the tokens
  std::vector<Word> words;          // [W] with their punctuation; parts of speech are the tokens'
  std::vector<double> time_s;       // [T] when volumes start, relative to the audio
  /// [W] each: what else is known of the words (how frequent they are, ...), by the columns' names.
  std::vector<NamedColumn> columns = {};
  std::vector<TranscriptDifference> differences = {};  // of the transcript, if it has any
};

/// The columns of anbn's own in tokens.tsv and words.tsv, of whose names no other can be.
std::span<const std::string_view> own_token_columns();

/// What a column of the words has for a token: that of its word; nothing for [CLS], [SEP] and marks
/// beside words, which are pieces without a letter or digit.
std::optional<std::string> word_value(const TokensResults& tokens, const NamedColumn& column,
                                      std::size_t token);

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const TokensResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or damaged: tokens are those of
/// segments 1 .. S in order, those of a word lie in a volume, and windows read each once, in order.
TokensResults read_tokens(const std::filesystem::path& folder);

}  // namespace anbn
