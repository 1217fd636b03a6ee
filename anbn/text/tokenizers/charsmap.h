// SPDX-License-Identifier: Apache-2.0
// The table by which a sentencepiece model replaces characters (`precompiled_charsmap`).
#pragma once

#include "anbn/text/tokenizers/aligned_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// A trie of byte strings (darts-clone's double array) and the texts that stand for them.
class Charsmap {
 public:
  /// @param bytes  u32 size of the trie in bytes, the trie, then texts that end with NUL
  /// Throws Error naming `name` if the sizes do not fit, or a text that is looked up would lie
  /// outside.
  Charsmap(std::string_view bytes, const std::string& name);

  /// `text` with the clusters of characters, or single ones, that the table knows replaced.
  /// Source: Precompiled of Hugging Face tokenizers, which looks at clusters of up to 5 bytes and
  /// takes the shortest match within one for the whole.
  AlignedText operator()(const AlignedText& text) const;

  /// What stands for the longest beginning of `text` that the table knows.
  /// Source: NormalizePrefix of sentencepiece.
  struct Match {
    std::size_t bytes = 0;
    std::string_view text;
  };
  std::optional<Match> longest(std::string_view text) const;

 private:
  /// Calls found(bytes, replacement) for each beginning of `text` that the table knows, the
  /// shortest first, until it says that it has seen enough.
  template <class Found>
  void for_each_beginning(std::string_view text, const Found& found) const;

  std::optional<std::string_view> replacement(std::string_view text) const;

  std::vector<std::uint32_t> trie_;
  std::string texts_;
};

}  // namespace anbn
