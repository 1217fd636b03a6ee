// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/regions.h"

#include "anbn/core/error.h"
#include "anbn/core/random.h"

#include <fmt/format.h>

namespace anbn {
namespace {

// Of the ball around each voxel: in the next voxel, 7 mm away, its weight is 0.15, and in those
// beyond it is 0.
constexpr double kRadius_mm = 5;

PlantedMap map_of(const SimulatedBrain& brain, const Atlas& atlas, std::size_t region) {
  PlantedMap map;
  for (std::size_t v = 0; v < brain.places.size(); ++v)
    if (atlas.region_of[v] == region)
      map.push_back({brain.places[v], {kRadius_mm, kRadius_mm, kRadius_mm}});
  return map;
}

}  // namespace

std::vector<PlantedRegion> planted_regions(const SimulatedBrain& brain, const Atlas& atlas,
                                           std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> large;
  for (std::size_t r = 0; r < atlas.regions.size(); ++r)
    if (atlas.regions[r].voxels >= kSmallestRegion) large.push_back(r);
  if (large.size() < count)
    fail(
        "{}: {} of {} regions have {} voxels of the simulated brain (7 mm) or more; expected {}, "
        "one for every second driven network; take an atlas of larger regions or fewer --driven",
        atlas.title, large.size(), atlas.regions.size(), kSmallestRegion, count);
  std::vector<PlantedRegion> planted;
  for (const std::size_t i : random_permutation(random_key(seed, "simulate/regions"), large.size()))
    if (planted.size() < count)
      planted.push_back({atlas.title, atlas.regions[large[i]], map_of(brain, atlas, large[i])});
  return planted;
}

}  // namespace anbn
