// SPDX-License-Identifier: Apache-2.0
// A random order of 0 .. count-1 that is never written down: where one of them goes is computed, so
// that any part of it can be had alone.
#pragma once

#include "anbn/core/random.h"

#include <cstdint>
#include <vector>

namespace anbn {

/// A permutation that is a pure function of its key: a Feistel network on the two halves of a
/// number, walked on from until it lies below `count` (Black and Rogaway 2002, cycle walking).
class KeyedPermutation {
 public:
  /// Of 0 .. count-1; takes 24 to 48 sqrt(count) bytes.
  KeyedPermutation(RandomKey key, std::uint64_t count);

  /// Where `i` (below count) goes: another place for each.
  std::uint64_t operator()(std::uint64_t i) const {
    do i = step(i);
    while (i >= count_);
    return i;
  }

 private:
  static constexpr unsigned kRounds = 6;

  std::uint64_t step(std::uint64_t i) const {
    std::uint64_t left = i >> half_bits_, right = i & mask_;
    for (unsigned round = 0; round < kRounds; ++round) {
      const std::uint64_t next = left ^ rounds_[(round << half_bits_) | right];
      left = right;
      right = next;
    }
    return left << half_bits_ | right;
  }

  std::uint64_t count_, mask_;
  unsigned half_bits_ = 1;
  std::vector<std::uint32_t> rounds_;  // [kRounds x 2^half_bits_] what is added to the other half
};

}  // namespace anbn
