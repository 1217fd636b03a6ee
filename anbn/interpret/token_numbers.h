// SPDX-License-Identifier: Apache-2.0
// Numbers of tokens (how frequent a word is, how concrete, how surprising): are those of a neuron's
// pairs larger or smaller than the text's?
#pragma once

#include "anbn/core/names.h"
#include "anbn/core/nan.h"
#include "anbn/interpret/network_tags.h"
#include "anbn/interpret/shifted_classes.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// One number, one side (queries or keys) of one neuron's pairs.
struct NumberDifference {
  std::size_t neuron = 0, number = 0;  // from 0
  TagSide side = TagSide::query;
  std::size_t pairs = 0;  // whose token there has the number
  double mean = kNan;     // over these pairs
  /// Mean over these pairs of the number minus the mean of the words of its segment.
  double difference = kNan;
  /// Two-sided, over the draws of shifted numbers; NaN where none differs from another.
  double p = kNan;
  double q = kNan;  // over the neurons of number and side
};

/// Finds it for one neuron after another; keeps its memory between calls. Belongs to one thread.
class NumberTest {
 public:
  /// @param values  [K], NaN where a token has none, and takes no part
  NumberTest(const ShiftedClasses& shifts, std::span<const double> values);

  /// Pairs, mean, difference and p.
  /// @param counts  [K] how many pairs have the token on this side
  NumberDifference of(std::span<const std::uint32_t> counts);

 private:
  const ShiftedClasses& shifts_;
  std::span<const double> values_;
  std::vector<std::vector<double>> deviations_;  // [S][2 n] of the words from their mean, twice
  std::vector<double> sums_, drawn_;
};

}  // namespace anbn
