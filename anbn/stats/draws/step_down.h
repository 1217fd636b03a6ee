// SPDX-License-Identifier: Apache-2.0
// Family-wise p values by stepping down from the largest statistic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// Westfall and Young's step-down max-T test of one family: each series is compared with the
/// largest of the draws over itself and all series whose observed statistic is no larger. What is
/// stronger has been decided by then, and raises the bar no longer: p is at most that of the
/// largest over all series, and the strongest series has exactly that one.
///
/// The chance of any false call in the family stays at the level, whichever series couple, where a
/// draw's statistics of the series that do not couple are distributed alike whether or not others
/// couple.
/// Source: P.H. Westfall and S.S. Young, Resampling-Based Multiple Testing, Wiley (1993), the free
/// step-down max-T.
class StepDown {
 public:
  /// @param observed  [n] the statistic of each series; none is NaN
  explicit StepDown(std::span<const float> observed);

  /// Adds one draw to the counts.
  /// @param drawn    [n] the same statistics in the draw
  /// @param reached  [n] counts so far
  void count(std::span<const float> drawn, std::span<std::uint32_t> reached) const;

  /// p [n] of the counts over `draws` draws: (b + 1) / (P + 1), made no smaller than that of any
  /// stronger series.
  std::vector<double> p(std::span<const std::uint32_t> reached, std::size_t draws) const;

 private:
  std::vector<std::size_t> falling_;  // the series, the strongest first; ties by index
  std::vector<float> threshold_;      // [n] from which on a draw reaches the series
};

}  // namespace anbn
