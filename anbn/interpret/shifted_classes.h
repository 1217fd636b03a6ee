// SPDX-License-Identifier: Apache-2.0
// What a story's frequencies of word classes give by themselves: its classes moved cyclically over
// the tokens of each segment, so that each class stays as frequent and as clustered as it is, and
// only which token has it is lost.
#pragma once

#include "anbn/interpret/pos_profile.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// Classes that move: the 15 parts of speech, then those of words without one. [CLS] and [SEP] stay
/// where they are.
inline constexpr std::size_t kWordClasses = 16;
inline constexpr std::size_t kUnknownClass = 15;

/// How many of a neuron's pairs have each class, at one shift of one segment.
using ClassCounts = std::array<std::uint32_t, kWordClasses>;

/// The words (tokens that are no specials) of a segment and their classes.
struct ShiftedSegment {
  std::size_t first_token = 0, tokens = 0;
  std::vector<std::uint32_t> words;  // [n] tokens of the story, rising
  std::vector<std::uint32_t> place;  // [tokens] which of the words a token is; n: a special
  /// [2 n] their classes, twice, so that word i has class[i + o] under the shift o in 0 .. n - 1.
  std::vector<std::uint8_t> classes;
};

/// The shifts of all segments that are drawn. The same for all neurons: they read one text.
class ShiftedClasses {
 public:
  /// @param segment_sizes  their sum is the number K of `tokens`
  /// @param draws  each moves the classes of each segment by its own number of words, any of
  ///        0 .. n - 1 equally likely; keyed by `seed`
  ShiftedClasses(const TokenCategories& tokens, std::span<const std::size_t> segment_sizes,
                 std::size_t draws, std::uint64_t seed);

  const std::vector<ShiftedSegment>& segments() const { return segments_; }
  std::size_t draws() const { return draws_; }
  /// By how many words a draw moves the classes of a segment; 0 in a segment without words.
  std::size_t shift(std::size_t draw, std::size_t segment) const {
    return shifts_[draw * segments_.size() + segment];
  }
  /// [K] of a draw: as TokenCategories has them, once moved.
  std::vector<std::uint8_t> categories(std::size_t draw) const;

 private:
  std::vector<std::uint8_t> own_;  // [K]
  std::vector<ShiftedSegment> segments_;
  std::size_t draws_;
  std::vector<std::uint32_t> shifts_;  // [draws x segments]
};

/// The sum of `weights` [K] over the tokens that have each class, at each of the shifts of a
/// segment: `sums` [n].
template <class T>
void sums_of_shifts(const ShiftedSegment& segment, std::span<const T> weights,
                    std::vector<std::array<T, kWordClasses>>& sums) {
  const std::size_t n = segment.words.size();
  sums.assign(n, {});
  for (std::size_t i = 0; i < n; ++i) {
    const T weight = weights[segment.words[i]];
    if (weight == 0) continue;
    for (std::size_t shift = 0; shift < n; ++shift)
      sums[shift][segment.classes[i + shift]] += weight;
  }
}

}  // namespace anbn
