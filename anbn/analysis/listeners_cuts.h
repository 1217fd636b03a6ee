// SPDX-License-Identifier: Apache-2.0
// How listeners are cut in two, and how their signs are flipped.
#pragma once

#include "anbn/core/matrix.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace anbn {

/// Two groups that are all listeners (from 0) together; `first` is not the larger one.
struct ListenerCut {
  std::vector<std::size_t> first, second;
};

/// Cuts in halves (of an odd number `first` has one less): all there are if these are at most
/// `most`, else `most` random ones keyed by `seed`. None of fewer than two listeners.
std::vector<ListenerCut> halves_of(std::size_t listeners, std::size_t most, std::uint64_t seed);

/// How many ways there are to cut `listeners` in halves, or SIZE_MAX if more than that.
std::size_t count_halves(std::size_t listeners);

/// Signs of a sign-flip test.
struct SignFlips {
  Matrix signs;         // [L x F] of +1 and -1
  std::size_t own = 1;  // what is added to both counts of p: 0 where the flips are all there are

  /// (b + own) / (F + own) for b of the F flips.
  double p(std::size_t reached) const {
    return static_cast<double>(reached + own) / static_cast<double>(signs.cols + own);
  }
};

/// All 2^L flips if these are at most `most` (not flipping is one of them), else `most` random ones
/// keyed by `seed`.
SignFlips sign_flips(std::size_t listeners, std::size_t most, std::uint64_t seed);

}  // namespace anbn
