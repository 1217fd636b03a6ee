// SPDX-License-Identifier: Apache-2.0
// A tokenizer.json and, after a NUL, a text.
#include "anbn/core/error.h"
#include "anbn/text/tokenizers/tokenizer_json.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t nul = input.find('\0');
  const std::string_view text =
      nul == std::string_view::npos
          ? std::string_view("A pie man,\n don't <s> \xC3\xA9\xEF\xBC\x91 \xF0\x9F\x98\x80")
          : input.substr(nul + 1).substr(0, 4096);
  try {
    const anbn::JsonTree tree(input.substr(0, nul), "tokenizer.json");
    const anbn::Tokenizer tokenizer = anbn::tokenizer_of_json(tree);
    for (const anbn::Piece& piece : tokenizer.pieces(text)) {
      if (piece.begin > text.size() || piece.end > text.size()) std::abort();
      tokenizer.piece(piece.id);
      tokenizer.shown(piece, text);
    }
    for (const auto* specials : {&tokenizer.prefix(), &tokenizer.suffix()})
      for (const std::int32_t id : *specials) tokenizer.piece(id);
  } catch (const anbn::Error&) {
  }
  return 0;
}
