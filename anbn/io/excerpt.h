// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace anbn {

/// The beginning of a text from a file, without control characters: fit for a message of one line.
inline std::string excerpt(std::string_view text, std::size_t enough = 60) {
  std::string out;
  for (const char c : text.substr(0, enough))
    out += static_cast<unsigned char>(c) < ' ' || c == 0x7F ? '?' : c;
  return text.size() > enough ? out + "..." : out;
}

}  // namespace anbn
