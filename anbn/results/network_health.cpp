// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/network_health.h"

#include "anbn/results/columns.h"
#include "anbn/results/fields.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct HealthRows {
  std::vector<EpochHealth> epochs;

  template <class V>
  void columns(V&& column) {
    column("layer", members(epochs, &EpochHealth::layer));
    column("epoch", members(epochs, &EpochHealth::epoch));
    column("error", members(epochs, &EpochHealth::error));
    column("explained", members(epochs, &EpochHealth::explained));
    column("held_out_error", members(epochs, &EpochHealth::held_out_error));
    column("held_out_explained", members(epochs, &EpochHealth::held_out_explained));
    column("mean_weight", members(epochs, &EpochHealth::mean_weight));
    column("l1_step", members(epochs, &EpochHealth::l1_step));
    column("dead", members(epochs, &EpochHealth::dead));
    column("saturated", members(epochs, &EpochHealth::saturated));
    column("free_energy_gap", members(epochs, &EpochHealth::free_energy_gap));
  }
};

struct StabilityRows {
  std::size_t networks;
  std::vector<NetworkStability> rows = {};

  template <class V>
  void columns(V&& column) {
    column("network", ordinals(members(rows, &NetworkStability::network), networks));
    column("stability", members(rows, &NetworkStability::stability));
    column("variance", members(rows, &NetworkStability::variance));
  }
};

}  // namespace

void from_fields_json(const FieldsJson& json, HeldOutScans& scans) {
  scans.count = json.is_number_unsigned() ? json.get<std::size_t>() : json.size();
}

DbnHealthResults read_dbn_health(const fs::path& folder) {
  const fs::path file = folder / "health.tsv";
  DbnHealthResults health;
  if (!fs::exists(file)) return health;
  read_fields(folder / "health.json", health);
  for (const EpochHealth& epoch : read_columns<HealthRows>(file).epochs) {
    const auto found = std::find_if(health.layers.begin(), health.layers.end(),
                                    [&](const LayerHealth& h) { return h.layer == epoch.layer; });
    if (found == health.layers.end())
      fail("{}: found layer {}, which health.json does not have; run the networks stage again",
           file.string(), epoch.layer);
    found->epochs.push_back(epoch);
  }
  return health;
}

std::vector<NetworkStability> read_stability(const fs::path& folder, std::size_t networks) {
  StabilityRows stability{networks};
  if (const fs::path file = folder / "stability.tsv"; fs::exists(file))
    read_columns(file, stability);
  return stability.rows;
}

}  // namespace anbn
