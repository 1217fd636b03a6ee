// SPDX-License-Identifier: Apache-2.0
// How many of a side's series pass a threshold, and how many of noise's do: what a list of those
// that pass is worth, whatever the series have in common and however few the draws.
#pragma once

#include "anbn/stats/draws/permutation.h"

#include <cstddef>
#include <vector>

namespace anbn {

/// One threshold of the largest correlation of each series.
struct PassedThreshold {
  double threshold = 0;
  std::size_t found = 0;  // tested series that pass
  /// How many pass on average where nothing couples: the mean over the draws and the observed
  /// arrangement, which is one of them then. Never 0 where something is found.
  double expected = 0;
  /// The least number that no more than 5 % of the draws exceed, the observed arrangement counted
  /// as one that does; all tested series with fewer than 19 draws.
  std::size_t upper_95 = 0;

  /// The share of those found that noise explains, at most 1; NaN where none is found.
  double share() const;
};

/// Rising thresholds of each side, those of 1 and less; none where nothing could be tested.
struct FalseDiscoveries {
  std::vector<PassedThreshold> neurons, networks;
};

FalseDiscoveries false_discoveries(const PermutationCounts& counts);

/// The lowest threshold that in 95 % of the draws at most one in a hundred of the `tested` series
/// passes (or one series, where they are fewer than 100): the draws alone choose it. Null where
/// there is none.
const PassedThreshold* rarely_passed(const std::vector<PassedThreshold>& thresholds,
                                     std::size_t tested);

}  // namespace anbn
