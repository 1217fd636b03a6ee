// SPDX-License-Identifier: Apache-2.0
// What single methods write into the folder of the stage `networks` about how it went: health.tsv
// and health.json of a deep belief network (written where it is trained, brain/dbn/dbn_health.h),
// stability.tsv of independent components (brain/ica/ica.cpp).
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// One row of health.tsv; NaN where there is no value.
struct EpochHealth {
  double epoch = 0, error = 0, explained = 0, held_out_error = 0, held_out_explained = 0;
  double mean_weight = 0, l1_step = 0, dead = 0, saturated = 0, free_energy_gap = 0;
  std::size_t layer = 0;
};

/// How the training of one layer of the deep belief network went.
struct LayerHealth {
  std::size_t layer = 0, units = 0;
  bool learned = true;
  std::string verdict;  // a sentence
  std::vector<EpochHealth> epochs;

  template <class V>
  void fields(V&& field) {
    field("layer", layer);
    field("units", units);
    field("learned", learned);
    field("verdict", verdict);
  }
};

/// How many scans a network was not trained on; in files their names, or how many they are.
struct HeldOutScans {
  std::size_t count = 0;
};

struct DbnHealthResults {
  std::vector<LayerHealth> layers;  // empty where networks are no deep belief network's
  HeldOutScans held_out;
  std::string held_out_listeners = "unknown";  // of those: "apart", "trained on" or "unknown"

  template <class V>
  void fields(V&& field) {
    field("layers", layers);
    field.or_default("held_out", held_out);
    field.or_default("held_out_listeners", held_out_listeners);
  }
};

/// Nothing where there is no health. Throws Error naming the file if one is damaged, or the two
/// disagree.
DbnHealthResults read_dbn_health(const std::filesystem::path& folder);

/// One row of stability.tsv.
struct NetworkStability {
  std::size_t network = 0;  // from 0
  double stability = 0, variance = 0;
};

/// Empty where there is no such file.
/// @param networks  how many there are
std::vector<NetworkStability> read_stability(const std::filesystem::path& folder,
                                             std::size_t networks);

}  // namespace anbn
