// SPDX-License-Identifier: Apache-2.0
// What kinds of words a neuron pairs: its query-key pairs counted by parts of speech, or by another
// column of the table of tokens that sorts them into classes.
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
/// The index of one of them by its name; nothing if there is none.
std::optional<std::size_t> pos_category(std::string_view name);

inline constexpr std::size_t kProfileCells = kPosCategories * kPosCategories;

inline constexpr std::uint8_t kNoCategory = 255;
inline constexpr std::uint8_t kFirstSpecial = 15;
/// Whether a category is [CLS] or [SEP].
constexpr bool is_special_category(std::uint8_t category) {
  return category >= kFirstSpecial && category != kNoCategory;
}

/// What tokens are sorted by, and into which classes.
struct TagClasses {
  std::string column = "upos";  // of the table of tokens
  /// [17], the order decides ties: 15 of words, empty where there are fewer, then [CLS] and [SEP].
  std::vector<std::string> names{pos_categories().begin(), pos_categories().end()};

  friend bool operator==(const TagClasses&, const TagClasses&) = default;
};

/// What a class is in words: "part of speech", or "class of COLUMN".
std::string class_word(const TagClasses& classes);

/// The category of every token of a story.
struct TokenCategories {
  std::vector<std::uint8_t> category;  // [K] index of the classes' names, or kNoCategory
  std::size_t folded = 0;              // tokens tagged SYM, X or SPACE, which count as PUNCT
  std::size_t unknown = 0;             // tokens without a tag
  std::size_t words = 0;               // tokens with a tag that are no specials
  TagClasses classes = {};
};

/// Reads the tags [K] of tokens: "" and "n/a" are unknown. Throws Error naming the token (counted
/// from 1) if a tag is none of the 17 universal ones, SPACE, [CLS] or [SEP].
TokenCategories token_categories(std::span<const std::string> upos);

/// What the classes of words beyond the 14 most frequent are joined to, where there are more
/// than 15.
inline constexpr std::string_view kOtherClass = "other";

/// The same by any column: its values [K] as they are, "" and "n/a" unknown. The classes stand in
/// the order of letters. [CLS] and [SEP] are those that `upos` [K] says. Throws Error if there are
/// more than 15 classes and one is called kOtherClass, or one is called [CLS] or [SEP].
TokenCategories column_categories(const std::string& column, std::span<const std::string> values,
                                  std::span<const std::string> upos);

/// A neuron's tag: the directed category that most of its pairs have.
struct PosTag {
  std::size_t query = 0, key = 0;  // index of the classes' names
  double share = 0;                // of all its pairs

  friend bool operator==(const PosTag&, const PosTag&) = default;
};

/// The tag of the counts [289] of the 17 x 17 classes of (query, key), query first, of so many
/// pairs; ties to the lowest index. Nothing if no pair has a class.
std::optional<PosTag> tag_of(std::span<const std::int32_t> counts, std::size_t pairs);

/// "NOUN -> VERB, 30 %", with another arrow where there may be one.
std::string tag_text(const PosTag& tag, const TagClasses& classes,
                     std::string_view arrow = "\u2192");

/// Pairs of a profile by the class of the query alone, and by that of the key alone.
struct ClassMargins {
  std::array<double, kPosCategories> query{}, key{};
};

/// Of the counts [289] of the 17 x 17 classes, query first.
template <class T>
ClassMargins class_margins(std::span<const T> profile) {
  ClassMargins sides;
  for (std::size_t cell = 0; cell < profile.size(); ++cell) {
    sides.query[cell / kPosCategories] += profile[cell];
    sides.key[cell % kPosCategories] += profile[cell];
  }
  return sides;
}

}  // namespace anbn
