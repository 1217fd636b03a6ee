// SPDX-License-Identifier: Apache-2.0
// What the report knows of networks that were found in brain volumes.
#pragma once

#include "anbn/report/numbers/brain_map.h"
#include "anbn/results/network_health.h"
#include "anbn/results/networks.h"
#include "anbn/results/places.h"
#include "anbn/results/stage_record.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace anbn {

/// One scan as `bold` left it.
struct ScanRecord {
  std::string story, scan;
  StageRecord stage;
  std::size_t constant = 0, not_finite = 0;  // voxels that are 0 throughout
};

/// The maps that the page shows, on one grid.
struct BrainVolumes {
  TurnedGrid grid;
  std::vector<std::uint8_t> mean;  // greys
  std::map<int, BrainMap> maps;    // by network, from 1
};

/// Everything about the volumes behind the networks; which of it exists depends on the method.
struct VolumeNetworks {
  StageRecord mask;
  std::vector<ScanRecord> scans;  // stories in the study's order
  std::size_t voxels = 0;         // of the mask
  std::string grid;               // "64 x 64 x 35 voxels of 3 x 3 x 4 mm"
  std::size_t resampled = 0;      // scans that had another grid
  std::optional<BrainVolumes> brain;
  NetworkList list;                         // all networks
  DbnHealthResults health;                  // of a deep belief network
  std::vector<NetworkStability> stability;  // of independent components
  std::optional<PlacesResults> places;      // where atlases were given
};

/// The layers that learned nothing.
std::vector<std::size_t> layers_without_learning(const VolumeNetworks& volumes);

/// "Layer 2 explains 3 % of ...": the verdict as a sentence of its own.
std::string verdict_sentence(const LayerHealth& layer);

/// How many scans have more than this share of voxels that carry nothing.
inline constexpr double kManyEmptyVoxels = 0.01;
std::size_t scans_with_many_empty_voxels(const VolumeNetworks& volumes);

/// "dbn (preset paper, units 512, 256, 128)": the method with the options that a reader asks for.
std::string method_words(const StageRecord& networks);

/// "what was regressed out of a scan leaves 9.3 to 17 degrees of freedom of its volumes"; empty
/// where nothing was.
std::string freedom_words(const VolumeNetworks& volumes);

/// One line for the terminal: "found by dbn in 134 scans of 52012 voxels; layers that learned
/// nothing: 3 of 3".
std::string volumes_line(const VolumeNetworks& volumes, const StageRecord& networks);

}  // namespace anbn
