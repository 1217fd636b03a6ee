// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/null_range.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

namespace anbn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kTie = 1e-6;  // storage is float32: rounding must not decide

/// Linear between the two nearest in rank, as percentile() has it.
double at_share(const std::vector<double>& sorted, double share) {
  const double rank = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (rank - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

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
    const double least = distance(observed) - kTie;
    const auto reached =
        std::count_if(draws.begin(), draws.end(), [&](double v) { return distance(v) >= least; });
    range.p = static_cast<double>(static_cast<std::size_t>(reached) + (all - draws.size()) + 1) /
              static_cast<double>(all + 1);
  }
  if (draws.empty()) return range;
  std::sort(draws.begin(), draws.end());
  range.mean = sum / count;
  range.low = at_share(draws, 0.025);
  range.high = at_share(draws, 0.975);
  return range;
}

}  // namespace anbn
