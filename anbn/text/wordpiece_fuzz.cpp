// SPDX-License-Identifier: Apache-2.0
// A text; or a vocabulary and, after a NUL, a text.
#include "anbn/core/error.h"
#include "anbn/text/segments.h"
#include "anbn/text/sentences.h"
#include "anbn/text/wordpiece.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t nul = input.find('\0');
  const std::string_view own = "[UNK]\n[CLS]\n[SEP]\na\nb\n##a\n##b\n##ab\n.\n";
  try {
    const bool has_vocabulary = nul != std::string_view::npos;
    const anbn::Tokenizer vocabulary =
        anbn::wordpiece_tokenizer(has_vocabulary ? input.substr(0, nul) : own, "vocab.txt");
    const std::string_view text = has_vocabulary ? input.substr(nul + 1) : input;
    const auto pieces = vocabulary.pieces(text);
    std::size_t begin = 0;
    for (const anbn::Piece& piece : pieces) {
      if (piece.begin < begin || piece.end <= piece.begin || piece.end > text.size()) std::abort();
      begin = piece.begin;
      vocabulary.piece(piece.id);
    }
    anbn::CutPlaces places{pieces.size(), {}, {}, 2};
    for (const std::size_t end : anbn::sentence_ends(text)) {
      if (end == 0 || end > text.size()) std::abort();
      if (end < pieces.size()) places.sentence_ends.push_back(end);  // any rising numbers will do
    }
    for (const std::size_t segment : segment_sizes(even_cuts(places, 8), places))
      if (segment > 8) std::abort();
  } catch (const anbn::Error&) {
  }
  return 0;
}
