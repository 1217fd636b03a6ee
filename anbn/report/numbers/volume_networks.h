// SPDX-License-Identifier: Apache-2.0
// What the report knows of networks that were found in brain volumes.
#pragma once

#include "anbn/report/numbers/brain_map.h"
#include "anbn/results/stage_record.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace anbn {

/// One row of networks/health.tsv; NaN where there is no value.
struct EpochHealth {
  double epoch = 0, error = 0, explained = 0, held_out_error = 0, held_out_explained = 0;
  double mean_weight = 0, l1_step = 0, dead = 0, saturated = 0, free_energy_gap = 0;
};

/// How the training of one layer of the deep belief network went.
struct LayerHealth {
  std::size_t layer = 0, units = 0;
  bool learned = true;
  std::string verdict;  // a sentence
  std::vector<EpochHealth> epochs;
};

/// One row of networks/stability.tsv.
struct NetworkStability {
  std::string network;
  double stability = 0, variance = 0;
};

/// How alike the map of a network came out when the training was repeated from other seeds.
struct NetworkReproducibility {
  std::string network;
  double correlation = 0;  // mean over the other seeds
};

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
  std::vector<LayerHealth> health;          // of a deep belief network
  std::size_t held_out = 0;                 // scans that it was not trained on
  std::string held_out_listeners;           // of those: "apart", "trained on" or "unknown"
  std::vector<NetworkStability> stability;  // of independent components
  std::vector<NetworkReproducibility> reproducibility;  // of a deep belief network with seeds > 1
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

/// One line for the terminal: "found by dbn in 134 scans of 52012 voxels; layers that learned
/// nothing: 3 of 3".
std::string volumes_line(const VolumeNetworks& volumes, const StageRecord& networks);

}  // namespace anbn
