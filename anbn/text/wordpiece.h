// SPDX-License-Identifier: Apache-2.0
// The tokenizer of BERT models from their vocab.txt: basic tokenization, then WordPiece.
#pragma once

#include "anbn/text/tokenizer_settings.h"
#include "anbn/text/tokenizers/tokenizer.h"

#include <string_view>

namespace anbn {

/// From the contents of a vocab.txt, one piece a line; `name` is the file's, for errors.
///
/// Text is cleaned (controls dropped), CJK ideographs stand alone, accents are stripped (NFD),
/// letters lowered (each where the settings say so), punctuation split off; each word is then cut
/// into the longest pieces known, those inside a word beginning with "##". A word of more than 100
/// characters, or one with an unknown rest, is one [UNK]. Specials in the text itself ("[CLS]") are
/// text.
/// Source: BertNormalizer, BertPreTokenizer and WordPiece of Hugging Face tokenizers.
///
/// Throws Error if [UNK], [CLS] or [SEP] is missing, or the vocabulary is a cased one, letters are
/// lowered, and no file said so.
Tokenizer wordpiece_tokenizer(std::string_view vocabulary, std::string_view name,
                              TokenizerSettings settings = {});

}  // namespace anbn
