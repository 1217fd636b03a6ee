// SPDX-License-Identifier: Apache-2.0
// tokenizer.json of Hugging Face tokenizers: a tokenizer with all its steps in one file.
#pragma once

#include "anbn/io/json_tree.h"
#include "anbn/text/tokenizers/tokenizer.h"

namespace anbn {

/// The tokenizer that a tokenizer.json describes. Truncation, padding and the decoder are passed
/// over. Throws Error if a step is of a kind that anbn does not have, a pattern is none of those
/// known (patterns.h), numbers of pieces have holes or repeat, an added token is empty, or a merge
/// is of unknown pieces.
Tokenizer tokenizer_of_json(const JsonTree& tree);

/// Reads of the steps named `normalizer`, `pre_tokenizer`, `model`, `post_processor`; each is one
/// of a table of kinds, told by `type`.
void read_normalizer(const JsonNode& node, TokenizerParts& parts);
void read_pre_tokenizer(const JsonNode& node, TokenizerParts& parts);
void read_piece_model(const JsonNode& node, TokenizerParts& parts);
void read_post_processor(const JsonNode& node, TokenizerParts& parts);

}  // namespace anbn
