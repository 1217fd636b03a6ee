// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/encoding_ceiling.h"

#include "anbn/stats/jackknife.h"

#include <cassert>
#include <cmath>

namespace anbn {
namespace {

constexpr double kOutside = 0.05;  // of the range, at both ends together

/// The weighted mean of the halves of network `j`, and the same without each story.
Jackknifed mean_half(std::span<const StoryHalves> stories, std::size_t j) {
  double sum = 0, weight = 0;
  std::vector<const StoryHalves*> told;
  for (const StoryHalves& story : stories) {
    if (j >= story.half.size() || std::isnan(story.half[j])) continue;
    sum += static_cast<double>(story.volumes) * story.half[j];
    weight += static_cast<double>(story.volumes);
    told.push_back(&story);
  }
  Jackknifed out{sum / weight, {}};
  for (const StoryHalves* story : told) {
    const auto volumes = static_cast<double>(story->volumes);
    out.without.push_back((sum - volumes * story->half[j]) / (weight - volumes));
  }
  return out;
}

}  // namespace

std::vector<NetworkCeiling> network_ceilings(std::span<const StoryHalves> stories) {
  std::size_t networks = 0, told = 0;
  for (const StoryHalves& story : stories)
    if (!story.half.empty()) networks = story.half.size(), ++told;
  if (told < 2) return {};
  std::vector<NetworkCeiling> out(networks);
  for (std::size_t j = 0; j < networks; ++j) {
    const Jackknifed half = mean_half(stories, j);
    NetworkCeiling& c = out[j];
    c.stories = half.without.size();
    if (c.stories == 0) continue;
    c.half = half.estimate;
    c.half_error = half.error();
    c.half_low =
        c.half - student_bound(kOutside, static_cast<double>(c.stories) - 1) * c.half_error;
    if (c.half_low > 0) c.ceiling = std::sqrt(2 * c.half / (1 + c.half));
  }
  return out;
}

std::vector<CeilingReached> ceilings_reached(const Matrix& correlation,
                                             std::span<const NetworkCeiling> ceilings) {
  assert(correlation.cols == ceilings.size());
  std::vector<CeilingReached> out;
  for (std::size_t g = 0; g < correlation.rows; ++g) {
    double correlations = 0, reachable = 0;
    CeilingReached& reached = out.emplace_back();
    for (std::size_t j = 0; j < ceilings.size(); ++j) {
      if (std::isnan(ceilings[j].ceiling) || std::isnan(correlation(g, j))) continue;
      correlations += correlation(g, j);
      reachable += ceilings[j].ceiling;
      ++reached.networks;
    }
    if (reached.networks == 0) continue;
    reached.correlation = correlations / static_cast<double>(reached.networks);
    reached.ceiling = reachable / static_cast<double>(reached.networks);
    reached.reached = correlations / reachable;
  }
  return out;
}

}  // namespace anbn
