// SPDX-License-Identifier: Apache-2.0
// Where the networks of a simulated brain are.
#pragma once

#include "anbn/commands/simulate/brain.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace anbn {

/// An ellipsoid with soft edges: the weight is exp(-u^4 / 2) where u = 1 on its surface.
struct Blob {
  Millimetres centre{}, radius{};
};

/// A network: a voxel's weight is that of the blob in which it is largest, and 0 below 0.05.
using PlantedMap = std::vector<Blob>;

/// The smallest and the largest network, in voxels with a weight above one half.
inline constexpr std::size_t kSmallestMap = 15, kLargestMap = 300;

/// `count` networks: sizes from kSmallestMap to kLargestMap in equal ratios, dealt out at random;
/// small ones and every third have one blob, others the same one in both hemispheres, the largest
/// two on each side. Every fourth overlaps an earlier one (their weights correlate by 0.2 to 0.45);
/// the others keep apart as long as there is room.
/// @param given  [count] networks that lie elsewhere than by chance, or empty: the others keep
/// apart
///     from (or overlap) these as well, and are drawn as they would be without
std::vector<PlantedMap> planted_maps(const SimulatedBrain& brain, std::size_t count,
                                     std::uint64_t seed,
                                     std::span<const std::optional<PlantedMap>> given = {});

/// The weights [V] of a network that lies `shift` from where it was planted. Without a shift the
/// largest is 1.
std::vector<float> map_weights(const SimulatedBrain& brain, const PlantedMap& map,
                               const Millimetres& shift = {});

}  // namespace anbn
