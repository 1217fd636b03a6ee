// SPDX-License-Identifier: Apache-2.0
// What kinds of words a neuron pairs: its query-key pairs counted by parts of speech.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Universal parts of speech without SYM and X, then [CLS] and [SEP].
inline constexpr std::size_t kPosCategories = 17;
/// Their names, in the order that decides ties.
std::span<const std::string_view, kPosCategories> pos_categories();

inline constexpr std::uint8_t kNoCategory = 255;

/// The category of every token of a story.
struct TokenCategories {
  std::vector<std::uint8_t> category;  // [K] index of pos_categories(), or kNoCategory
  std::size_t folded = 0;              // tokens tagged SYM, X or SPACE, which count as PUNCT
  std::size_t unknown = 0;             // tokens without a tag
  std::size_t words = 0;               // tokens with a tag that are no specials
};

/// Reads the tags [K] of tokens: "" and "n/a" are unknown. Throws Error naming the token (counted
/// from 1) if a tag is none of the 17 universal ones, SPACE, [CLS] or [SEP].
TokenCategories token_categories(std::span<const std::string> upos);

/// A neuron's tag: the directed category that most of its pairs have.
struct PosTag {
  std::size_t query = 0, key = 0;  // index of pos_categories()
  double share = 0;                // of all its pairs

  friend bool operator==(const PosTag&, const PosTag&) = default;
};

/// Counts of pairs in the 17 x 17 categories of (query, key).
class PosProfile {
 public:
  /// Counts a pair of the tokens `query` and `key`, counted from 0. A pair of which one token has
  /// no category counts among all pairs, but in no category.
  void add(const TokenCategories& tokens, std::size_t query, std::size_t key);

  std::uint32_t count(std::size_t query, std::size_t key) const {
    return counts_[query * kPosCategories + key];
  }
  std::uint32_t pairs() const { return pairs_; }

  /// The tag, ties to the lowest index (query first); nothing if no pair has a category.
  std::optional<PosTag> tag() const;

 private:
  std::array<std::uint32_t, kPosCategories * kPosCategories> counts_{};
  std::uint32_t pairs_ = 0;
};

}  // namespace anbn
