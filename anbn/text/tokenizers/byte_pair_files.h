// SPDX-License-Identifier: Apache-2.0
// Byte-level BPE in two files, as GPT-2 and RoBERTa came: vocab.json and merges.txt.
#pragma once

#include "anbn/text/tokenizers/tokenizer.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace anbn {

/// The tokenizer of GPT-2: pieces and their numbers as JSON, and merges, one a line, the most
/// urgent first. Throws Error if a line is no merge, or the pieces are none of a byte-level
/// vocabulary.
TokenizerParts byte_pair_parts(std::string_view vocabulary, const std::string& vocabulary_name,
                               std::string_view merges, const std::string& merges_name);

/// The same from vocab.json and the merges.txt beside it. Who the tokenizer is made for
/// (`tokenizer_class` in tokenizer_config.json, else `model_type` in config.json) says which
/// specials it puts around a text: RoBERTa's <s> and </s>, none for GPT-2.
Tokenizer read_byte_pair_files(const std::filesystem::path& vocabulary);

}  // namespace anbn
