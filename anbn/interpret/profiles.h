// SPDX-License-Identifier: Apache-2.0
// A neuron's profile: its pairs counted in the 17 x 17 classes of (query, key), and what shifted
// classes give by themselves.
#pragma once

#include "anbn/interpret/pairs_of_neuron.h"
#include "anbn/interpret/shifted_classes.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace anbn {

/// Adds the pairs of a neuron to `counts` [289] by their classes (query first), and returns how
/// many there are. A pair of which one token has no class counts among all pairs, but in no class.
std::size_t count_classes(const PairsOfNeuron& pairs, std::span<const std::uint8_t> category,
                          std::span<std::int32_t> counts);

/// What a neuron's pairs would count on average over all shifts of its segments.
class ExpectedProfile {
 public:
  explicit ExpectedProfile(const ShiftedClasses& shifts, const TokenCategories& tokens);

  /// `expected` [289] of the pairs, exactly, up to the rounding of sums.
  void of(const PairsOfNeuron& pairs, std::span<double> expected) const;

 private:
  /// Of pairs of two words: 15 x 15 classes.
  using Cells = std::array<float, kFirstSpecial * kFirstSpecial>;
  struct Segment {
    /// [n] for each lag of the key behind the query: in how many of the n shifts the two words have
    /// each pair of classes.
    std::vector<Cells> at_lag;
    std::array<double, kPosCategories> frequency{};  // of the classes among the words
  };
  /// Adds what pairs of two words give; `pairs` [n] by lag.
  static void add_lags(const Segment& segment, std::span<const std::uint32_t> pairs,
                       std::span<double> expected);

  const ShiftedClasses& shifts_;
  std::span<const std::uint8_t> category_;
  std::vector<Segment> segments_;
};

/// The tags that a neuron would have, had each draw's shift been the text.
class ShiftedTags {
 public:
  /// Of the first `draws` of the shifts.
  ShiftedTags(const ShiftedClasses& shifts, std::size_t draws);

  std::size_t draws() const { return draws_; }
  /// `tags` [draws]: the cell of the profile that most pairs have, the first of equals;
  /// kProfileCells where no pair has a class.
  void of(const PairsOfNeuron& pairs, std::span<std::uint16_t> tags) const;

 private:
  static constexpr std::size_t kLanes = 16;  // draws that are counted side by side
  using Lanes = std::array<std::uint8_t, kLanes>;

  template <class Count>
  void count(const PairsOfNeuron& pairs, std::span<std::uint16_t> tags) const;

  std::size_t draws_, tokens_ = 0;
  std::vector<Lanes> classes_;  // [blocks x K] of each token in each draw; small: it stays in cache
};

}  // namespace anbn
