// SPDX-License-Identifier: Apache-2.0
// Where networks lie: shares of their maps in the regions of atlases, beside where they would lie
// by chance.
#pragma once

#include "anbn/brain/places/atlas.h"
#include "anbn/brain/places/map_noise.h"
#include "anbn/brain/places/map_parts.h"
#include "anbn/core/matrix.h"
#include "anbn/core/parallel.h"
#include "anbn/core/progress.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// One part of a map in one region. Its family of tests is all parts of all maps in all regions of
/// the atlas.
struct RegionShare {
  std::size_t atlas = 0, network = 0, region = 0;
  MapSign sign = MapSign::positive;
  double share = 0;       // of the part's mass
  double enrichment = 0;  // share over the region's share of the mask
  double dice = 0;
  double p = 0, q = 0;
};

/// One part of a map, over all atlases.
struct PlacedPart {
  std::size_t network = 0;
  MapSign sign = MapSign::positive;
  std::size_t voxels = 0, clusters = 0;
  double share = 0;  // of the mass of both parts
  double laterality = 0;
  double fwhm_mm = 0, nugget = 0, mirroring = 0;  // of the noise that is like the map
  std::string words;
};

struct PlacedPeak {
  std::size_t network = 0;
  MapSign sign = MapSign::positive;
  std::size_t cluster = 0;  // of the part, that of the largest peak is 0
  std::size_t voxels = 0;
  double volume_mm3 = 0;
  double x_mm = 0, y_mm = 0, z_mm = 0;
  double value = 0;
  std::vector<std::string> regions;  // of each atlas; empty where the peak lies in none
};

struct Places {
  std::vector<RegionShare> regions;  // by atlas, network, sign, region; no row for an empty part
  std::vector<PlacedPart> parts;     // by network and sign
  std::vector<PlacedPeak> peaks;     // at most kMostPeaks a part
  /// [(M x D) x R] shares of the maps' main parts in the regions of all atlases, one map after
  /// another, in the first D <= kKeptDraws random maps: for shared_regions(). All
  /// maps of one draw are made from one white noise.
  Matrix drawn = {};
};

inline constexpr std::size_t kMostPeaks = 20;
inline constexpr std::size_t kKeptDraws = 1000;
/// The level of q up to which a region is named in a sentence.
inline constexpr double kNamedUpTo = 0.05;

struct PlacesPlan {
  double threshold = 0.3;  // share of the largest |value| of a map
  MapDraws draws;
};

/// How many draws the largest of the atlases asks for: so many that, of tests of both parts of each
/// map in all regions, one a map with the smallest p has q <= kNamedUpTo; 1000 to 10000.
std::size_t draws_asked_for(std::span<const Atlas> atlases);

/// @param maps  [M x V]
Places places_of_maps(const Matrix& maps, const Mask& mask, std::span<const Atlas> atlases,
                      const PlacesPlan& plan, Threads& threads, Progress& progress);

}  // namespace anbn
