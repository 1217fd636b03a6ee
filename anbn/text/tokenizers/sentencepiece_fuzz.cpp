// SPDX-License-Identifier: Apache-2.0
// Four bytes with the size of a tokenizer.model, little-endian; the model; a text.
#include "anbn/core/error.h"
#include "anbn/text/tokenizers/sentencepiece_model.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length |= std::size_t{data[i]} << (8 * i);
  const std::string_view input(reinterpret_cast<const char*>(data) + 4, size - 4);
  const std::string_view text = input.substr(std::min(length, input.size())).substr(0, 4096);
  try {
    const auto proto = std::make_shared<const anbn::SentencePieceProto>(
        anbn::parse_sentencepiece(input.substr(0, length), "tokenizer.model"));
    const anbn::Tokenizer tokenizer(anbn::sentencepiece_parts(proto, "tokenizer.model"));
    for (const anbn::Piece& piece : tokenizer.pieces(text)) {
      if (piece.begin > text.size() || piece.end > text.size()) std::abort();
      tokenizer.piece(piece.id);
      tokenizer.shown(piece, text);
    }
  } catch (const anbn::Error&) {
  }
  return 0;
}
