// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `atlas`: atlases.tsv, regions.tsv, networks.tsv, peaks.tsv, summary.json,
// and references.tsv where there are reference maps.
#pragma once

#include "anbn/analysis/places.h"

#include <cstddef>
#include <filesystem>
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

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const PlacesResults& results, const std::filesystem::path& folder);

/// What is told of each part of a map, without `list` and `places.regions`. Throws Error naming the
/// file if one is missing or damaged.
PlacesResults read_told_places(const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or damaged.
PlacesResults read_places(const std::filesystem::path& folder);

}  // namespace anbn
