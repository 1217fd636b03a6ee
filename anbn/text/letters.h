// SPDX-License-Identifier: Apache-2.0
// What two spellings of the same words share: their letters and digits.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace anbn {

/// A letter or digit without case and accents, and the bytes [begin, end) that it came from.
struct Letter {
  char32_t value = 0;
  std::size_t begin = 0, end = 0;
  bool after_space = false;  // white space, or no letter at all, stands before it
};
using Letters = std::vector<Letter>;

/// The letters and digits of `text`, in order.
Letters letters_of(std::string_view text);

/// Quotes and dashes have many shapes; those that annotators exchange become one: ' " or -.
char32_t plain_mark(char32_t c);

}  // namespace anbn
