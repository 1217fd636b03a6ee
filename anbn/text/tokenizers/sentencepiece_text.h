// SPDX-License-Identifier: Apache-2.0
// How sentencepiece prepares a text before it looks for pieces.
// Source: google/sentencepiece (normalizer.cc); unlike Hugging Face's it takes the longest
// replacement.
#pragma once

#include "anbn/text/tokenizers/aligned_text.h"
#include "anbn/text/tokenizers/sentencepiece_proto.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

/// Some pieces of a model, which must outlive this, by their texts.
class SortedPieces {
 public:
  template <class Wanted>
  SortedPieces(const std::vector<SentencePieceProto::Piece>& pieces, const Wanted& wanted) {
    for (std::size_t id = 0; id < pieces.size(); ++id)
      if (wanted(pieces[id])) sorted_.emplace_back(pieces[id].text, static_cast<std::int32_t>(id));
    std::sort(sorted_.begin(), sorted_.end());
  }

  /// Calls found(id, bytes) for each piece that begins at `at`, the shortest first.
  template <class Found>
  void for_each_at(std::string_view text, std::size_t at, const Found& found) const {
    auto first = sorted_.begin(), last = sorted_.end();
    for (std::size_t size = 1; first != last && at + size <= text.size(); ++size) {
      const int wanted = static_cast<unsigned char>(text[at + size - 1]);
      const auto byte_at = [size](const Sorted& piece) {
        return piece.first.size() < size ? -1
                                         : int{static_cast<unsigned char>(piece.first[size - 1])};
      };
      first =
          std::partition_point(first, last, [&](const Sorted& p) { return byte_at(p) < wanted; });
      last =
          std::partition_point(first, last, [&](const Sorted& p) { return byte_at(p) <= wanted; });
      if (first != last && first->first.size() == size) found(first->second, size);
    }
  }

  /// The bytes of the longest piece that begins at `at`; 0 where there is none.
  std::size_t longest_at(std::string_view text, std::size_t at) const {
    std::size_t longest = 0;
    for_each_at(text, at, [&](std::int32_t, std::size_t size) { longest = size; });
    return longest;
  }

 private:
  using Sorted = std::pair<std::string_view, std::int32_t>;
  std::vector<Sorted> sorted_;
};

/// Characters replaced, blanks at the ends and several in a row dropped, blanks written as marks,
/// one put before the text, each where the model says so. User-defined pieces stay as they are.
/// Throws Error naming `name` if the table of characters is damaged; the normalizer, where a text
/// becomes far longer.
Normalizer sentencepiece_normalizer(std::shared_ptr<const SentencePieceProto> proto,
                                    const std::string& name);

}  // namespace anbn
