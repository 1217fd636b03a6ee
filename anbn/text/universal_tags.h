// SPDX-License-Identifier: Apache-2.0
// The parts of speech of Universal Dependencies (UPOS).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace anbn {

inline constexpr std::size_t kUniversalTagCount = 17;
/// Their names; a TagIndex is a place in this order.
inline constexpr std::array<std::string_view, kUniversalTagCount> kUniversalTags = {
    "ADJ",  "ADP",  "ADV",   "AUX",   "CCONJ", "DET", "INTJ", "NOUN", "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"};
using TagIndex = std::uint8_t;

/// The index of `tag`, or kUniversalTagCount if it is none of the 17.
constexpr TagIndex universal_tag_index(std::string_view tag) {
  std::size_t i = 0;
  while (i < kUniversalTagCount && kUniversalTags[i] != tag) ++i;
  return static_cast<TagIndex>(i);
}

}  // namespace anbn
