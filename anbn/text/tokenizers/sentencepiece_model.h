// SPDX-License-Identifier: Apache-2.0
// How sentencepiece reads a text: prepared by its own rules, then the pieces with the largest sum
// of scores, or pairs joined by the scores of what they make. Source: google/sentencepiece
// (normalizer.cc, unigram_model.cc, bpe_model.cc), whose pieces these are; unlike Hugging Face's it
// takes the longest replacement and adds up scores in float32.
#pragma once

#include "anbn/text/tokenizers/piece_models.h"
#include "anbn/text/tokenizers/sentencepiece_proto.h"
#include "anbn/text/tokenizers/tokenizer.h"

#include <memory>
#include <string>

namespace anbn {

/// The steps of a model: no specials around a text, and no added tokens beside the pieces that are
/// user-defined. Throws Error naming `name` if a piece is there twice, no piece or several stand
/// for what is unknown, its table of characters is damaged, or bytes are to stand for what is
/// unknown and some have no piece.
TokenizerParts sentencepiece_parts(std::shared_ptr<const SentencePieceProto> proto,
                                   const std::string& name);

}  // namespace anbn
