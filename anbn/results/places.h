// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `atlas`: atlases.tsv, regions.tsv, networks.tsv, peaks.tsv, summary.json,
// main_parts.npy, and references.tsv where there are reference maps.
#pragma once

#include "anbn/analysis/places.h"
#include "anbn/analysis/shared_places.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace anbn {

/// A region as it stands in tables.
struct ListedRegion {
  std::size_t atlas = 0;
  AtlasRegion region;
  double base = 0;  // share of the mask
};

/// A reference map beside a network's.
struct ReferenceMatch {
  std::size_t network = 0, reference = 0;
  double correlation = 0;  // over the voxels of the mask
};

struct PlacesResults {
  std::vector<std::string> atlases;   // titles
  std::vector<std::string> networks;  // [M] names
  std::vector<ListedRegion> list;     // regions of all atlases, as Places numbers them
  Places places;
  std::vector<std::string> references;  // names
  std::vector<ReferenceMatch> matches;  // of each network with all references
  std::size_t draws = 0;
  double threshold = 0;
};

/// The part's best match among the references: the largest correlation of a positive part, the
/// smallest of a negative one; nullptr where there is none.
const ReferenceMatch* best_match(const PlacesResults& results, std::size_t network, MapSign sign);

/// The sign of the larger part of a network's map; nothing where the map is empty.
std::optional<MapSign> main_sign(const PlacesResults& results, std::size_t network);

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const PlacesResults& results, const std::filesystem::path& folder);

/// What is told of each part of a map, without `list` and `places.regions`. Throws Error naming the
/// file if one is missing or damaged.
PlacesResults read_told_places(const std::filesystem::path& folder);

/// The same with `list` and `places.regions`: all but the random maps.
PlacesResults read_placed_regions(const std::filesystem::path& folder);

/// Where the main parts of `networks` lie, in their order, in the regions of all atlases as
/// `places` lists them. Throws Error naming the file if one is missing or damaged, or a network's
/// map is empty.
MainShares read_main_shares(const std::filesystem::path& folder, const PlacesResults& places,
                            const std::vector<std::size_t>& networks);

/// What write wrote. Throws Error naming the file if one is missing or damaged.
PlacesResults read_places(const std::filesystem::path& folder);

}  // namespace anbn
