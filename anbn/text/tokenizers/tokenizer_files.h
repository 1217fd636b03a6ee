// SPDX-License-Identifier: Apache-2.0
// The files in which models bring their tokenizers.
#pragma once

#include "anbn/text/tokenizers/tokenizer.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace anbn {

/// "vocab.txt, tokenizer.json or ...", for errors.
std::string tokenizer_file_names();

/// The tokenizer's file in a model's folder: the first of the table that is there; the name of the
/// first where none is.
std::filesystem::path tokenizer_file(const std::filesystem::path& folder);

/// The tokenizer in a file, told by its name, else by its ending (.txt, .json, .model). The
/// settings that lie beside it count. Throws Error if it is none that anbn knows, or asks for code
/// of its own.
Tokenizer read_tokenizer(const std::filesystem::path& file);

}  // namespace anbn
