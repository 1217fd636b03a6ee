// SPDX-License-Identifier: Apache-2.0
// The tokenizer of BERT models: basic tokenization, then WordPiece.
#pragma once

#include "anbn/text/tokenizer_settings.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace anbn {

struct Character;

/// One piece of a word: its number in the vocabulary and the bytes [begin, end) of the text that
/// it covers.
struct Piece {
  std::int32_t id = 0;
  std::size_t begin = 0, end = 0;
};

/// A WordPiece vocabulary and the tokenizer that goes with it.
///
/// Text is cleaned (controls dropped), CJK ideographs stand alone, accents are stripped (NFD),
/// letters lowered (each where the settings say so), punctuation split off; each word is then cut
/// into the longest pieces known, those inside a word beginning with "##". A word of more than 100
/// characters, or one with an unknown rest, is one [UNK]. Specials in the text itself ("[CLS]") are
/// text.
/// Source: BertNormalizer, BertPreTokenizer and WordPiece of Hugging Face tokenizers.
class WordPiece {
 public:
  /// From the contents of a vocab.txt, one piece a line; `name` is the file's, for errors.
  /// Throws Error if [UNK], [CLS] or [SEP] is missing, or the vocabulary is a cased one, letters
  /// are lowered, and no file said so.
  WordPiece(std::string_view vocabulary, std::string_view name, TokenizerSettings settings = {});

  /// The pieces of `text`, in order; no specials are added. Throws Error if `text` holds one of the
  /// added tokens.
  std::vector<Piece> pieces(std::string_view text) const;

  /// The piece with number `id`. Throws Error if there is none.
  const std::string& piece(std::int32_t id) const;

  std::size_t size() const { return piece_of_.size(); }
  std::int32_t unknown() const { return unknown_; }
  std::int32_t cls() const { return cls_; }
  std::int32_t sep() const { return sep_; }

 private:
  struct Word;
  std::vector<Character> normalized(std::string_view text) const;
  void refuse_added(std::string_view text) const;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  void append_pieces(const Word& word, std::vector<Piece>& out) const;
  std::int32_t special(std::string_view piece, std::string_view name) const;

  std::string name_;
  TokenizerSettings settings_;
  std::vector<std::string> piece_of_;
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> id_of_;
  std::int32_t unknown_ = 0, cls_ = 0, sep_ = 0;
};

}  // namespace anbn
