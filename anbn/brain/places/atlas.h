// SPDX-License-Identifier: Apache-2.0
// The regions of a label atlas in a study's mask.
#pragma once

#include "anbn/brain/space/mask.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace anbn {

struct AtlasRegion {
  std::int64_t label = 0;  // in the volume
  std::string name;
  std::size_t voxels = 0;  // of the mask
};

struct Atlas {
  std::string title;
  std::vector<AtlasRegion> regions;      // those with a voxel in the mask, labels rising
  std::vector<std::uint32_t> region_of;  // [V] index into regions; none: regions.size()
  std::size_t covered = 0;               // voxels of the mask that lie in a region
  double inside = 0;                     // share of the volume of all regions that lies in the mask
  std::vector<std::pair<std::string, std::string>> facts;  // name and value, for readers
  std::vector<std::string> warnings;

  /// The share of the mask that a region takes: its share of a map without places.
  double base(std::size_t region) const {
    return static_cast<double>(regions[region].voxels) / static_cast<double>(region_of.size());
  }
};

struct AtlasFiles {
  std::filesystem::path labels, names;  // names: empty if there are none
  std::string title;                    // empty: the name of the file
};

/// The atlas on the mask's grid: each voxel of the mask has the label of the atlas's voxel in which
/// its centre lies. 0 is no region. A region without a name is called "label 5". Warns of regions
/// without name, names without region, regions outside the mask, an atlas that hardly lies in the
/// mask, and names of the left on the right.
/// Throws Error if the volume is no 3-D volume of whole numbers, lies nowhere in the mask, or names
/// without numbers are fewer than its labels.
Atlas read_atlas(const AtlasFiles& files, const Mask& mask);

enum class Hemisphere { none, left, right };

/// A region's name for sentences: without the hemisphere and with blanks; of Schaefer's parcels
/// their network ("7Networks_LH_Default_PFC_2": Default), of Yeo's seven networks the usual name.
struct PlainName {
  std::string words;
  Hemisphere hemisphere = Hemisphere::none;
};
PlainName plain_name(const std::string& region);

}  // namespace anbn
