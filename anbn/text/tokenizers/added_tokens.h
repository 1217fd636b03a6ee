// SPDX-License-Identifier: Apache-2.0
// Texts that are a piece of their own wherever they stand.
#pragma once

#include "anbn/text/tokenizers/aligned_text.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace anbn {

struct AddedToken {
  std::string content;
  std::int32_t id = 0;
  enum class Looks { before_normalizing, after_normalizing } looks = Looks::before_normalizing;
  enum class Within { anything, no_word } within = Within::anything;
  enum class Blanks { left_alone, taken } before = Blanks::left_alone, after = Blanks::left_alone;
};

/// A part of a text: an added token, or what lies between two.
struct MaybeAdded {
  TextPart part;
  std::optional<std::int32_t> id;
};

/// Looks for added tokens from the left, the longest first. Source: AddedVocabulary of Hugging
/// Face tokenizers.
class AddedTokens {
 public:
  /// Those of `tokens` that are looked for at this moment, as `normalize` makes them.
  AddedTokens(const std::vector<AddedToken>& tokens, AddedToken::Looks looks,
              const Normalizer& normalize);

  std::vector<MaybeAdded> found_in(const TextPart& part) const;

 private:
  struct Sought {
    std::u32string text;
    AddedToken token;
  };
  const Sought* at(std::u32string_view text, std::size_t position) const;

  std::map<char32_t, std::vector<Sought>> sought_;  // by the first character; the longest first
};

}  // namespace anbn
