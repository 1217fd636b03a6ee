// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/length_classes.h"

#include "anbn/stats/draws/draw_columns.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

/// The best way to cut the first stories into so many classes.
struct Cut {
  double signal = -1;     // sum of (n - 1) L; below 0: there is no such way
  double volumes = 0;     // sum of n L
  std::size_t begin = 0;  // of the last class
};

/// Of each number of stories, one class more than in `before`. `falling` [S] are lengths.
std::vector<Cut> with_one_more(const std::vector<Cut>& before,
                               const std::vector<std::size_t>& falling, std::size_t smallest) {
  std::vector<Cut> cuts(falling.size() + 1);
  for (std::size_t end = smallest; end <= falling.size(); ++end) {
    const auto length = static_cast<double>(falling[end - 1]);
    for (std::size_t n = smallest; n <= std::min(end, kLargestClass); ++n) {
      const Cut& rest = before[end - n];
      const double signal = rest.signal + static_cast<double>(n - 1) * length;
      if (rest.signal >= 0 && signal > cuts[end].signal)
        cuts[end] = {signal, rest.volumes + static_cast<double>(n) * length, end - n};
    }
  }
  return cuts;
}

}  // namespace

std::vector<std::size_t> sizes_of(std::span<const LengthClass> classes) {
  std::vector<std::size_t> sizes;
  for (const LengthClass& members : classes) sizes.push_back(members.stories.size());
  return sizes;
}

std::size_t stories_in(std::span<const LengthClass> classes) {
  const std::vector<std::size_t> sizes = sizes_of(classes);
  return std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
}

std::vector<double> shares_in(std::span<const LengthClass> classes,
                              std::span<const double> weights) {
  std::vector<std::size_t> volumes(weights.size());
  for (const LengthClass& members : classes)
    for (const std::size_t s : members.stories) volumes[s] = members.volumes;
  return shares_of(volumes, weights);
}

std::vector<LengthClass> length_classes(std::span<const std::size_t> volumes) {
  assert(volumes.size() >= 2);
  std::vector<std::size_t> order(volumes.size()), falling;
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return volumes[a] > volumes[b]; });
  for (const std::size_t s : order) falling.push_back(volumes[s]);
  const std::size_t smallest = std::min(kSmallestClass, volumes.size());
  std::vector<std::vector<Cut>> ways(1, std::vector<Cut>(volumes.size() + 1));
  ways[0][0].signal = 0;
  std::size_t best = 0;
  double largest = -1;
  while (ways.size() <= volumes.size() / smallest) {
    ways.push_back(with_one_more(ways.back(), falling, smallest));
    const Cut& all = ways.back().back();
    const double contrast = all.volumes > 0 ? all.signal / std::sqrt(all.volumes) : 0;
    if (all.signal >= 0 && contrast > largest) largest = contrast, best = ways.size() - 1;
  }
  std::vector<LengthClass> classes;
  for (std::size_t end = volumes.size(); best > 0; --best) {
    const std::size_t begin = ways[best][end].begin;
    LengthClass& next = classes.emplace_back(LengthClass{{}, falling[end - 1]});
    for (std::size_t k = begin; k < end; ++k) next.stories.push_back(order[k]);
    std::sort(next.stories.begin(), next.stories.end());
    end = begin;
  }
  std::reverse(classes.begin(), classes.end());
  return classes;
}

}  // namespace anbn
