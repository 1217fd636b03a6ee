// SPDX-License-Identifier: Apache-2.0
// tokenizer.model, as Llama's and Mistral's folders have it.
#pragma once

#include "anbn/text/tokenizers/tokenizer.h"

#include <filesystem>

namespace anbn {

/// The tokenizer in a file of sentencepiece. tokenizer_config.json beside it says whether texts
/// begin with the model's first piece (they do unless add_bos_token is false) and end with its last
/// one (if add_eos_token is true). Throws Error as parse_sentencepiece() and sentencepiece_parts()
/// do, and beside a config.json of a model that numbers its pieces otherwise.
Tokenizer read_sentencepiece_file(const std::filesystem::path& file);

}  // namespace anbn
