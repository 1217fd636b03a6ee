// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/null_range.h"

#include "anbn/core/nan.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/draws/statistic.h"
#include "anbn/stats/percentile.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

namespace anbn {
NullRange null_range(double observed, std::vector<double> draws, Tail tail) {
  const std::size_t all = draws.size();
  draws.erase(std::remove_if(draws.begin(), draws.end(), [](double v) { return std::isnan(v); }),
              draws.end());
  NullRange range{kNan, kNan, kNan, kNan};
  const double sum = std::accumulate(draws.begin(), draws.end(), 0.0);
  const auto count = static_cast<double>(draws.size());
  if (!std::isnan(observed)) {
    // The observed counts among those that the centre is of: under the null it is one of them.
    const double centre = tail == Tail::both ? (sum + observed) / (count + 1) : 0;
    const auto distance = [&](double v) { return tail == Tail::both ? std::abs(v - centre) : v; };
    const double least = reaching(distance(observed));
    const auto reached =
        std::count_if(draws.begin(), draws.end(), [&](double v) { return distance(v) >= least; });
    range.p = permutation_p(static_cast<std::size_t>(reached) + (all - draws.size()), all);
  }
  if (draws.empty()) return range;
  range.mean = sum / count;
  range.low = percentile(draws, 2.5);
  range.high = percentile(std::move(draws), 97.5);
  return range;
}

}  // namespace anbn
