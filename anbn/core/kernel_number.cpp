// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/kernel_number.h"

#include <charconv>
#include <fstream>
#include <string>

namespace anbn {

std::optional<std::uint64_t> kernel_number(const std::filesystem::path& file,
                                           std::string_view key) {
  std::ifstream in(file);
  std::string word;
  if (!key.empty())
    while (in >> word && word != key) continue;
  if (!(in >> word)) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc() && end == word.data() + word.size() ? std::optional(number)
                                                                  : std::nullopt;
}

}  // namespace anbn
