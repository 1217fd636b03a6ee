// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/false_discoveries.h"

#include "anbn/core/nan.h"
#include "anbn/stats/draws/passing.h"

#include <algorithm>
#include <numeric>

namespace anbn {
namespace {

/// Of one side, whose counts of draws are `passing` from column `first` on.
std::vector<PassedThreshold> passed(const SideCounts& side, const Matrix& passing,
                                    std::size_t first) {
  std::vector<float> found(side.thresholds.size());
  count_passing(side.largest, side.thresholds, found);
  std::vector<PassedThreshold> out;
  for (std::size_t k = 0; k < found.size() && side.thresholds[k] <= 1; ++k) {
    std::vector<float> drawn(passing.rows);
    for (std::size_t d = 0; d < drawn.size(); ++d) drawn[d] = passing(d, first + k);
    const double all = std::accumulate(drawn.begin(), drawn.end(), double{found[k]});
    std::sort(drawn.begin(), drawn.end());
    // Of the P + 1 arrangements at most 5 % lie above the rank-th of the draws.
    const std::size_t rank = (95 * (drawn.size() + 1) + 99) / 100;
    out.push_back(
        {side.thresholds[k], static_cast<std::size_t>(found[k]),
         all / static_cast<double>(drawn.size() + 1),
         rank <= drawn.size() ? static_cast<std::size_t>(drawn[rank - 1]) : side.largest.size()});
  }
  return out;
}

}  // namespace

double PassedThreshold::share() const {
  if (found == 0) return kNan;
  return std::min(1.0, expected / static_cast<double>(found));
}

FalseDiscoveries false_discoveries(const PermutationCounts& counts) {
  return {passed(counts.neurons, counts.drawn.passing, 0),
          passed(counts.networks, counts.drawn.passing, kThresholds)};
}

const PassedThreshold* rarely_passed(const std::vector<PassedThreshold>& thresholds,
                                     std::size_t tested) {
  const std::size_t few = std::max<std::size_t>(1, tested / 100);
  for (const PassedThreshold& row : thresholds)
    if (row.upper_95 <= few) return &row;
  return nullptr;
}

}  // namespace anbn
