// SPDX-License-Identifier: Apache-2.0
// The pieces of texts, for comparisons with other tokenizers.
//   tokenize VOCABULARY < TEXTS     one text a line, UTF-8 in hex; for each a line of ID:BEGIN:END
#include "anbn/core/error.h"
#include "anbn/text/tokenizers/tokenizer_files.h"

#include <iostream>
#include <string>

namespace {

std::string from_hex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  try {
    const anbn::Tokenizer tokenizer = anbn::read_tokenizer(arguments[1]);
    std::string line;
    const auto list = [](const char* name, const std::vector<std::int32_t>& ids) {
      std::cout << name;
      for (const std::int32_t id : ids) std::cout << ' ' << id;
      std::cout << '\n';
    };
    list("prefix", tokenizer.prefix());
    list("suffix", tokenizer.suffix());
    while (std::getline(std::cin, line)) {
      const char* between = "";
      for (const anbn::Piece& piece : tokenizer.pieces(from_hex(line))) {
        std::cout << between << piece.id << ':' << piece.begin << ':' << piece.end;
        between = " ";
      }
      std::cout << '\n';
    }
  } catch (const anbn::Error& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
  return 0;
}
