// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/shared_places.h"

#include "anbn/stats/corrections.h"

#include <algorithm>
#include <limits>
#include <map>

namespace anbn {
namespace {

// Shares are kept as float32: what is equal reaches.
constexpr double kReachesShare = 1 - 1e-6;

using Groups = std::span<const std::vector<std::size_t>>;

/// How far ahead the white noise of each map lies.
std::map<std::size_t, std::size_t> places_of_maps(Groups groups) {
  std::map<std::size_t, std::size_t> ahead;
  for (const std::vector<std::size_t>& group : groups)
    for (const std::size_t map : group) ahead.emplace(map, 0);
  std::size_t next = 0;
  for (auto& [map, place] : ahead) place = next++;
  return ahead;
}

/// Mean share of a group's maps in a region, and in how many of them it is more than `base`.
struct Together {
  double mean = 0, least = std::numeric_limits<double>::infinity();
  std::size_t here = 0;
};
template <class ShareOf>
Together together(const std::vector<std::size_t>& group, double base, const ShareOf& share_of) {
  Together out;
  for (const std::size_t map : group) {
    const double share = share_of(map);
    out.mean += share / static_cast<double>(group.size());
    out.least = std::min(out.least, share);
    out.here += share > base;
  }
  return out;
}

}  // namespace

std::vector<SharedRegion> shared_regions(const MainShares& shares, Groups groups, std::size_t first,
                                         std::span<const double> bases) {
  const std::map<std::size_t, std::size_t> ahead = places_of_maps(groups);
  std::vector<SharedRegion> rows;
  if (ahead.size() > shares.draws) return rows;
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (std::size_t r = 0; r < bases.size() && !groups[g].empty(); ++r) {
      const Together found = together(
          groups[g], bases[r], [&](std::size_t m) { return shares.observed_of(m)[first + r]; });
      SharedRegion row{g, r, groups[g].size(), found.here, 0, found.mean, 0, found.least, 0, 0};
      std::size_t reached = 0;
      for (std::size_t d = 0; d < shares.draws; ++d) {
        const Together drawn = together(groups[g], bases[r], [&](std::size_t m) {
          return shares.drawn_of(m, (d + ahead.at(m)) % shares.draws)[first + r];
        });
        row.expected_here += static_cast<double>(drawn.here) / static_cast<double>(shares.draws);
        row.expected_share += drawn.mean / static_cast<double>(shares.draws);
        reached += drawn.mean >= kReachesShare * found.mean;
      }
      row.p = permutation_p(reached, shares.draws);
      rows.push_back(row);
    }
  std::vector<double> p;
  for (const SharedRegion& row : rows) p.push_back(row.p);
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].q = q[i];
  return rows;
}

}  // namespace anbn
