// SPDX-License-Identifier: Apache-2.0
// How a word becomes pieces: WordPiece, byte-pair encoding, and the most likely ones (Unigram).
#pragma once

#include "anbn/text/tokenizers/vocabulary.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace anbn {

/// A piece of a word: its number, and its bytes [begin, end) of the word.
struct WordPart {
  std::int32_t id = 0;
  std::size_t begin = 0, end = 0;
};

class PieceModel {
 public:
  virtual ~PieceModel() = default;
  /// Appends the pieces of `word`, which is UTF-8 and not empty.
  virtual void append_pieces(std::string_view word, std::vector<WordPart>& out) const = 0;
  /// The piece of what the vocabulary does not have.
  virtual std::optional<std::int32_t> unknown() const = 0;
};

using SharedVocabulary = std::shared_ptr<const Vocabulary>;

struct WordPieceParts {
  std::int32_t unknown = 0;
  std::string continuation = "##";  // before pieces inside a word
  std::size_t longest_word = 100;   // characters
};

/// The longest pieces known, from the left; a word that is too long, or of which something stays
/// over, is unknown. Source: WordPiece of Hugging Face tokenizers.
std::unique_ptr<PieceModel> word_piece_model(SharedVocabulary vocabulary, WordPieceParts parts);

struct BytePairParts {
  /// Pairs of pieces that become one, the most urgent first. All three are in the vocabulary.
  std::vector<std::pair<std::string, std::string>> merges;
  std::optional<std::int32_t> unknown;
  std::string continuation, word_end;  // before pieces inside a word; behind its last one
  enum class Unknowns { single, fused } unknowns = Unknowns::single;
  enum class Fallback { none, bytes } fallback = Fallback::none;  // "<0x0A>" for unknown characters
  enum class KnownWords { merged, whole } known_words = KnownWords::merged;
};

/// Neighbouring pieces are joined, the earliest merge first, until none is left. Source: BPE of
/// Hugging Face tokenizers. Throws Error naming `where` if a merge is of pieces, or makes one, that
/// the vocabulary does not have.
std::unique_ptr<PieceModel> byte_pair_model(SharedVocabulary vocabulary, BytePairParts parts,
                                            std::string_view where);

struct UnigramParts {
  std::vector<double> scores;  // of all pieces: logarithms of their probabilities
  std::optional<std::int32_t> unknown;
  BytePairParts::Fallback fallback = BytePairParts::Fallback::none;
};

/// The pieces with the largest sum of scores; neighbouring unknown characters are one piece.
/// Source: Unigram of Hugging Face tokenizers. Throws Error naming `where` if a piece is empty or
/// a score is no finite number.
std::unique_ptr<PieceModel> unigram_model(SharedVocabulary vocabulary, UnigramParts parts,
                                          std::string_view where);

/// The pieces "<0x41>", ... of the bytes of `text`, if the vocabulary has them all.
std::optional<std::vector<std::int32_t>> byte_pieces(const Vocabulary& vocabulary,
                                                     std::string_view text);

/// The number of bytes of the character that begins at `at`.
std::size_t character_bytes(std::string_view text, std::size_t at);

}  // namespace anbn
