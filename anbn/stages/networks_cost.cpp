// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/networks_cost.h"

#include "anbn/brain/dbn/dbn_data.h"
#include "anbn/brain/dbn/dbn_training.h"
#include "anbn/brain/ica/group_pca.h"
#include "anbn/brain/space/mask.h"
#include "anbn/stages/rates.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

// Iterations that a start of FastICA takes until it stands still, as seen in simulated studies.
constexpr double kIcaIterations = 120;

/// Training and held-out volumes.
std::pair<double, double> split_volumes(const DbnOptions& o, const std::vector<Sizes>& stories) {
  double training = 0, held_out = 0;
  for (const Sizes& story : stories) {
    const std::size_t scans = story.scans;
    const std::size_t out = o.held_out >= 0 ? static_cast<std::size_t>(o.held_out)
                            : scans >= 5    ? 1
                                            : 0;
    const double volumes = real(story.volumes);
    held_out += volumes * real(std::min(out, scans));
    training += volumes * real(scans - std::min(out, scans));
  }
  return {training, held_out};
}

}  // namespace

Cost cost_of_dbn(DbnOptions o, const CostInputs& in) {
  const auto [training, held_out] = split_volumes(o, in.sizes);
  // No batch has more volumes than there are.
  const auto most = static_cast<std::int64_t>(std::max(1.0, training));
  for (std::int64_t& batch : o.batch) batch = std::min(batch, most);
  const double looked =
      std::min(training, real(kHealthVolumes)) + std::min(held_out, real(kHealthVolumes));
  Cost cost;
  std::size_t below = in.mask.size();
  for (std::size_t layer = 0; layer < o.units.size(); ++layer) {
    const auto units = static_cast<std::size_t>(o.units[layer]);
    const LayerSeconds s = seconds_of_layer(o, layer, below, in.machine);
    const auto epochs = static_cast<double>(o.epochs[layer]);
    const double epoch = std::ceil(training / static_cast<double>(o.batch[layer])) * s.step;
    const double weights = kFloatBytes * real(below) * real(units);
    cost.seconds += epochs * epoch + (epochs + 1) * looked * s.look;
    if (epoch > 1) cost.seconds += epochs * weights / in.rates.write_bytes;  // checkpoints
    cost.seconds += 2 * training * real(below) * real(units) / in.rates.flops;
    cost.disk += 2 * weights;  // and a checkpoint of it
    const double maps = kFloatBytes * real(in.mask.size()) * real(units);
    cost.disk += maps;
    cost.seconds += maps / in.rates.packed_bytes;
    // What the next layer is given, in a file; where it is standardized, once before and once
    // after.
    if (layer + 1 < o.units.size())
      cost.disk += (o.layer_input == LayerInput::standardized ? 2 : 1) * kFloatBytes * training *
                   real(units);
    below = units;
  }
  // Each further seed is trained after the other, and leaves its maps until all are compared.
  cost.seconds *= static_cast<double>(o.seeds);
  cost.disk += static_cast<double>(o.seeds - 1) * kFloatBytes * real(in.mask.size()) * real(below);
  cost.memory = kProgramBytes + dbn_bytes(o, in.mask.size());
  return cost;
}

Cost cost_of_ica(const IcaOptions& o, const CostInputs& in) {
  const double voxels = real(in.mask.size()), wanted = static_cast<double>(o.components);
  const double kept = o.scan_components == 0 ? 3 * wanted : static_cast<double>(o.scan_components);
  double flops = 0, rows = 0, longest = 0;
  for (const Sizes& story : in.sizes) {
    const double volumes = real(story.volumes);
    const double of_scan = std::min(kept, volumes - 1);
    longest = std::max(longest, volumes);
    rows += of_scan * real(story.scans);
    flops += real(story.scans) *
             (2 * volumes * voxels * (volumes + of_scan) + 30 * volumes * volumes * volumes);
  }
  flops += 2 * rows * voxels * (rows + wanted) + 30 * rows * rows * rows;
  const double iterations = std::min(kIcaIterations, static_cast<double>(o.iterations));
  flops += static_cast<double>(o.restarts) * iterations * voxels * wanted * (4 * wanted + 100);
  Cost cost;
  cost.seconds = flops / in.rates.flops + kFloatBytes * voxels * wanted / in.rates.packed_bytes;
  cost.memory = kProgramBytes + group_pca_bytes(in.mask.size(), static_cast<std::size_t>(wanted),
                                                static_cast<std::size_t>(kept),
                                                static_cast<std::size_t>(rows),
                                                static_cast<std::size_t>(longest));
  cost.disk = 2 * kFloatBytes * voxels * wanted;
  return cost;
}

}  // namespace anbn
