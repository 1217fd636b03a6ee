// SPDX-License-Identifier: Apache-2.0
// How a model reads a text: as pieces of its vocabulary, each with the bytes it covers.
#pragma once

#include "anbn/text/tokenizers/added_tokens.h"
#include "anbn/text/tokenizers/piece_models.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// One piece of a word: its number in the vocabulary and the bytes [begin, end) of the text that
/// it covers.
struct Piece {
  std::int32_t id = 0;
  std::size_t begin = 0, end = 0;
};

/// What a tokenizer is made of: the steps in which a text becomes pieces.
struct TokenizerParts {
  std::string name;  // the file's, for errors
  std::shared_ptr<Vocabulary> vocabulary = std::make_shared<Vocabulary>();
  std::vector<AddedToken> added;     // looked for in the text
  std::vector<std::string> refused;  // added to the vocabulary, and not looked for
  std::vector<Normalizer> normalizers;
  std::vector<Splitter> splitters;
  std::unique_ptr<PieceModel> model;
  std::vector<std::int32_t> prefix, suffix;  // the specials before and after each text
  /// How a piece is shown: as the vocabulary has it, or as the text does, which is for vocabularies
  /// that people cannot read.
  enum class Shows { vocabulary, text } shows = Shows::text;
};

/// Source: Hugging Face tokenizers, whose pieces and bytes these are.
class Tokenizer {
 public:
  /// Throws Error if the vocabulary is empty, has holes, or lacks a piece that the parts name.
  explicit Tokenizer(TokenizerParts parts);

  /// The pieces of `text`, in order; no specials are put around them. A piece may begin with the
  /// white space before a word; those of a character that is more than one piece all cover it.
  /// Throws Error if `text` holds one of the refused tokens.
  std::vector<Piece> pieces(std::string_view text) const;

  /// The piece with number `id`, as the vocabulary has it. Throws Error if there is none.
  const std::string& piece(std::int32_t id) const { return parts_.vocabulary->piece(id); }
  /// A piece of `text` for people: what it covers, with ## before what goes on in a word.
  std::string shown(const Piece& piece, std::string_view text) const;

  std::size_t size() const { return parts_.vocabulary->size(); }
  std::optional<std::int32_t> unknown() const { return parts_.model->unknown(); }
  /// The specials that begin and end what the model reads at once.
  const std::vector<std::int32_t>& prefix() const { return parts_.prefix; }
  const std::vector<std::int32_t>& suffix() const { return parts_.suffix; }

 private:
  void refuse_added(std::string_view text) const;
  void append_pieces(TextPart part, std::vector<Piece>& out) const;

  TokenizerParts parts_;
  Normalizer normalize_;
  AddedTokens added_before_, added_after_;
};

}  // namespace anbn
