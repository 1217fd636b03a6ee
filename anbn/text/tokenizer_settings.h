// SPDX-License-Identifier: Apache-2.0
// What a model's folder says beside its vocabulary of how text becomes pieces.
#pragma once

#include "anbn/io/json.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// How text is prepared before it is cut into pieces. Defaults are those of Hugging Face's
/// BertTokenizer.
struct TokenizerSettings {
  bool lower_case = true;
  bool strip_accents = true;     // false: marks stay, and nothing is decomposed
  bool split_ideographs = true;  // each Chinese character stands alone
  /// Texts that would stay whole wherever they stand: added tokens, specials, those that are never
  /// split. anbn does not look for them.
  std::vector<std::string> added;
  bool case_told = false;  // whether a file says that letters are lowered, or are not
};

/// What tokenizer_config.json, special_tokens_map.json, added_tokens.json and the added tokens of
/// tokenizer.json in `folder` say; the defaults where they are absent. Throws Error naming the file
/// and the setting where it asks for something that anbn does not do: another kind of tokenizer,
/// other specials, code of its own (auto_map, which is never executed).
TokenizerSettings read_tokenizer_settings(const std::filesystem::path& folder);

/// Throws Error if a tokenizer_config.json names a tokenizer in the model's own code (auto_map).
void refuse_own_code(const JsonScalars& json);

}  // namespace anbn
