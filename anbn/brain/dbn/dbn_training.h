// SPDX-License-Identifier: Apache-2.0
// Trains a deep belief network layer by layer. What comes out is a function of the bold, the
// options and the seed alone: neither threads nor stops change a byte of it.
#pragma once

#include "anbn/brain/dbn/dbn_data.h"
#include "anbn/brain/dbn/dbn_health.h"
#include "anbn/brain/networks/network_method.h"
#include "anbn/brain/rbm/rbm_training.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace anbn {

struct TrainedDbn {
  std::vector<DbnLayer> layers;
  std::vector<DbnHealth> health;  // a line a layer and epoch
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> facts;
};

/// How a layer gives its response to the next one.
LayerOutput layer_output_of(const DbnOptions& options);

/// The numbers of step `step` (from 0) of `steps` of a layer, `epoch` epochs after its first.
RbmRule rule_at(const DbnOptions& options, std::size_t layer, std::size_t step, std::size_t steps,
                double epoch);

/// A layer before training, made by the key of the seed and the layer (from 0).
/// @param samples  of its input, from those seen of which the running moments start
RbmState untrained_layer(const DbnOptions& options, std::size_t layer, std::size_t visible_units,
                         const LayerSamples& samples, std::uint64_t seed, const Machine& machine);

/// The most bytes that training and reading maps and time courses take; they do not grow with the
/// number of scans.
double dbn_bytes(const DbnOptions& options, std::size_t voxels);

/// Trains all layers, going on from the checkpoint in `work.checkpoint` if there is one.
/// Throws Error if weights grow beyond all bounds, memory is too small or the disk is full.
TrainedDbn trained_dbn(const DbnScans& scans, const DbnOptions& options, std::uint64_t seed,
                       NetworkWork& work);

}  // namespace anbn
