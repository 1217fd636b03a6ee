// SPDX-License-Identifier: Apache-2.0
// Regions that the maps of several layers' best pairs share, beside where such maps would lie by
// chance.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// Where the main parts (MapParts::main_sign) of maps lie: their shares in regions, observed and in
/// random maps that are like them (map_noise.h).
struct MainShares {
  std::size_t maps = 0, draws = 0, regions = 0;
  std::vector<float> observed;  // [maps x regions]
  /// [maps x draws x regions]; all maps of one draw are made from one white noise.
  std::vector<float> drawn;

  std::span<const float> observed_of(std::size_t map) const {
    return std::span(observed).subspan(map * regions, regions);
  }
  std::span<const float> drawn_of(std::size_t map, std::size_t draw) const {
    return std::span(drawn).subspan((map * draws + draw) * regions, regions);
  }
};

/// A region and the maps of one group.
struct SharedRegion {
  std::size_t group = 0, region = 0;
  std::size_t maps = 0;      // of the group; a map that stands in it several times counts as often
  std::size_t here = 0;      // those of them of which the region has more than it has of the mask
  double expected_here = 0;  // mean over the draws
  double mean_share = 0, expected_share = 0;  // over the maps; its mean over the draws
  double least_share = 0;
  double p = 0, q = 0;  // of mean_share, if each map lay anywhere, whatever the others; family: the
                        // regions of all groups
};

/// The regions first .. first + bases.size() - 1 of an atlas, for each group. The n-th of all maps
/// that stand in a group takes its surrogate of draw d from the white noise of draw d + n, so that
/// those of one draw have nothing in common. Groups without a map, and all with fewer draws
/// than there are maps, have no rows.
/// @param groups  numbers of maps, none of which is empty
/// @param bases   the regions' shares of the mask
std::vector<SharedRegion> shared_regions(const MainShares& shares,
                                         std::span<const std::vector<std::size_t>> groups,
                                         std::size_t first, std::span<const double> bases);

}  // namespace anbn
