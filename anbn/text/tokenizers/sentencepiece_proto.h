// SPDX-License-Identifier: Apache-2.0
// What a tokenizer.model of sentencepiece holds: pieces with scores, and how text is prepared.
// Source: sentencepiece_model.proto of google/sentencepiece, and protobuf's wire format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

struct SentencePieceProto {
  /// As the file numbers them.
  enum class Type { normal = 1, unknown = 2, control = 3, user_defined = 4, unused = 5, byte = 6 };
  struct Piece {
    std::string text;
    float score = 0;
    Type type = Type::normal;
  };
  std::vector<Piece> pieces;

  enum class Model { unigram = 1, byte_pairs = 2 } model = Model::unigram;
  bool bytes_for_unknown = false;
  std::string first_piece = "<s>",
              last_piece = "</s>";  // around a text, where a model wants them

  std::string charsmap;  // which characters are replaced; may be empty
  bool mark_first = true, drop_extra_blanks = true, blanks_are_marks = true;
};

/// The contents of a file called `name`. Throws Error if it is cut short or no such message, and
/// for models of words or characters, blanks behind words, scores that are no finite numbers, and
/// pieces that are empty or of no type known.
SentencePieceProto parse_sentencepiece(std::string_view bytes, const std::string& name);

}  // namespace anbn
