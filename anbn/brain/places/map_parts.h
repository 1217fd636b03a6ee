// SPDX-License-Identifier: Apache-2.0
// What of a network's map is strong, and where that lies.
// Source: METHODS.md, section 6: suprathreshold mass, activation and deactivation apart.
#pragma once

#include "anbn/brain/places/atlas.h"
#include "anbn/brain/space/grid.h"
#include "anbn/brain/space/mask.h"
#include "anbn/core/matrix.h"
#include "anbn/core/names.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

enum class MapSign { positive, negative };
constexpr auto names_of(MapSign) { return named("positive", "negative"); }
inline constexpr std::array<MapSign, 2> kMapSigns = {MapSign::positive, MapSign::negative};

/// The voxels of one sign whose |value| reaches the threshold, the largest first.
struct MapPart {
  std::vector<std::uint32_t> voxels;  // of the mask
  std::vector<float> mass;            // |value| of each
  double total = 0;                   // of mass
};

struct MapParts {
  double largest = 0;  // |value|; 0: the map is empty, and so are its parts
  std::array<MapPart, 2> parts;

  const MapPart& operator[](MapSign sign) const { return parts[static_cast<std::size_t>(sign)]; }
  /// The sign of the larger mass, positive where both are equal.
  MapSign main_sign() const {
    return parts[1].total > parts[0].total ? MapSign::negative : MapSign::positive;
  }
};

/// @param map        [V]; what is not finite counts as 0
/// @param threshold  share of the map's largest |value| that a voxel must reach; > 0
MapParts parts_of(std::span<const float> map, double threshold);

/// The parts of each of the maps [M x V].
std::vector<MapParts> parts_of_maps(const Matrix& maps, double threshold);

/// Millimetres x, y, z of each voxel of the mask [V].
std::vector<Point> places_of(const Mask& mask);

/// Voxels of a part that are joined by their faces.
struct Cluster {
  std::size_t peak = 0;  // the voxel of the mask with the largest |value|
  double value = 0;      // there, with its sign
  std::size_t voxels = 0;
};

/// The clusters of a part, that of the largest peak first.
std::vector<Cluster> clusters_of(const Mask& mask, const MapPart& part, MapSign sign);

/// (left - right) / (left + right) of the part's mass: 1 where all lies left of x = 0, -1 right.
/// Voxels within a quarter of a voxel of x = 0 count on neither side; NaN where nothing is left.
double laterality(const Mask& mask, std::span<const Point> places, const MapPart& part);

/// The mass of a part in each region [regions + 1]; the last is what lies in none.
std::vector<double> mass_in_regions(const MapPart& part, const Atlas& atlas);

/// 2 |A and B| / (|A| + |B|) of the part's voxels and those of each region [regions].
std::vector<double> dice_of_regions(const MapPart& part, const Atlas& atlas);

}  // namespace anbn
