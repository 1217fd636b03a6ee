// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `tokens`: tokens.tsv, words.tsv and volumes.tsv.
#pragma once

#include "anbn/text/token_table.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

struct TokensResults {
  TokenTable table;
  std::vector<std::string> pieces;  // [K] texts of the tokens
  std::vector<Word> words;          // [W] with their punctuation; parts of speech are the tokens'
  std::vector<double> time_s;       // [T] when volumes start, relative to the audio
};

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const TokensResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or damaged: tokens are those of
/// segments 1 .. S in order, and those of a word lie in a volume.
TokensResults read_tokens(const std::filesystem::path& folder);

}  // namespace anbn
