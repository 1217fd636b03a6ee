// SPDX-License-Identifier: Apache-2.0
// What kinds of words a neuron pairs: its query-key pairs counted by parts of speech.
#pragma once

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

inline constexpr std::size_t kProfileCells = kPosCategories * kPosCategories;

inline constexpr std::uint8_t kNoCategory = 255;
inline constexpr std::uint8_t kFirstSpecial = 15;
/// Whether a category is [CLS] or [SEP].
constexpr bool is_special_category(std::uint8_t category) {
  return category >= kFirstSpecial && category != kNoCategory;
}

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

/// The tag of the counts [289] of the 17 x 17 classes of (query, key), query first, of so many
/// pairs; ties to the lowest index. Nothing if no pair has a class.
std::optional<PosTag> tag_of(std::span<const std::int32_t> counts, std::size_t pairs);

}  // namespace anbn
