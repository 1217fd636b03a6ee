// SPDX-License-Identifier: Apache-2.0
// Networks that lie in named regions of an atlas: what the stage `atlas` should find again.
#pragma once

#include "anbn/brain/places/atlas.h"
#include "anbn/commands/simulate/maps.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace anbn {

/// Regions with fewer voxels of the brain are too small to be found as networks.
inline constexpr std::size_t kSmallestRegion = 30;

/// A region of an atlas as a network: all its voxels, with soft edges.
struct PlantedRegion {
  std::string atlas;  // its title
  AtlasRegion region;
  PlantedMap map;
};

/// `count` regions of at least kSmallestRegion voxels, each as likely as any other.
/// @param atlas  on the brain's mask
/// Throws Error if the atlas has fewer such regions.
std::vector<PlantedRegion> planted_regions(const SimulatedBrain& brain, const Atlas& atlas,
                                           std::size_t count, std::uint64_t seed);

}  // namespace anbn
