// SPDX-License-Identifier: Apache-2.0
// What the page shows of a network's map: where it is strong, and the voxels of its slices.
// Source: METHODS.md, section 2: for display alone a map is flipped where its negative part is
// larger, and only what reaches 0.3 of the largest |value| is shown.
#pragma once

#include "anbn/report/numbers/orientation.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// Smaller shares of a map's largest |value| are not shown.
inline constexpr double kShownFrom = 0.3;

/// Voxels that are shown, have one sign and are joined by their faces.
struct MapCluster {
  std::size_t voxels = 0;
  std::array<double, 3> peak_mm{};
  double peak = 0;  // share of the map's largest |value|, with its sign as shown
};

/// A map as the page shows it.
struct BrainMap {
  int sign = 1;                            // -1: flipped for display
  double largest = 0;                      // the largest |value|, as trained; 0: the map is empty
  std::size_t positive = 0, negative = 0;  // voxels shown, as shown
  std::vector<MapCluster> clusters;        // the one with the largest |peak| first
  std::array<std::size_t, 3> peak{};       // the voxel with the largest |value|
  std::vector<std::size_t> axial;          // slices spread over what is shown, rising
  std::vector<std::uint8_t>
      shown;  // int8: 127 times the share of the largest |value|; 0: not shown
};

/// @param values  [grid.voxels()]; NaN counts as 0
BrainMap brain_map(const TurnedGrid& grid, std::span<const float> values);

/// Greys of a volume: 0 where `inside` is 0, else 1 to 255 between the 2nd and 98th percentiles.
std::vector<std::uint8_t> greys(std::span<const float> values, std::span<const float> inside);

}  // namespace anbn
