// SPDX-License-Identifier: Apache-2.0
// Whether a layer has learned anything.
#pragma once

#include "anbn/brain/dbn/dbn_data.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// One layer after one epoch (0: before training), as `health.tsv` has it. Layers count from 1.
/// NaN where there are no held-out scans.
struct DbnHealth {
  double layer = 0, epoch = 0;
  double error = 0, explained = 0, held_out_error = 0, held_out_explained = 0;
  double mean_weight = 0, l1_step = 0;  // the epoch's largest
  double dead = 0, saturated = 0;
  double free_energy_gap = 0;
};

/// What a layer is trained on, and by which of it its health is told.
struct LayerSamples {
  Samples training, held_out;
  std::vector<std::size_t> training_seen, held_out_seen;  // samples that health looks at
  std::vector<float> mean_image;                          // [V] of `training_seen`
};

/// The health of `rbm`; layer, epoch and l1_step are left to the caller.
DbnHealth health_of(const Rbm& rbm, const LayerSamples& samples, const Machine& machine);

/// "apart", "trained on" or "unknown".
std::string_view word_of(HeldOutListeners listeners);

struct LayerVerdict {
  enum class Learned { no, yes };
  Learned learned = Learned::no;
  std::string words;  // "explains 5.1 % of the variance of held-out volumes"
};

/// The lines of one layer (from 1), which lie together.
std::span<const DbnHealth> lines_of(std::span<const DbnHealth> health, std::size_t layer);

/// What layer `layer` sees, as words go on after "the variance of": "held-out volumes", or of the
/// layers above "what layer 1 gives for held-out volumes".
std::string seen_by_layer(std::size_t layer, std::string_view volumes);

/// What is to be said of a layer by its lines of health, of which there is at least one: it has
/// learned nothing if it explains no more than 0.1 % beyond the mean image or beyond what it did
/// before training (random weights explain something of a few units), its mean |W| is below the
/// largest of its L1 steps, or all of its units are dead or saturated.
LayerVerdict verdict_of(std::span<const DbnHealth> lines);

/// Writes health.tsv and health.json into `folder`. Throws Error if the disk is full or failing.
/// @param units  of each layer
void write_health(const std::filesystem::path& folder, std::span<const DbnHealth> health,
                  std::span<const std::size_t> units, const DbnScans& scans);

}  // namespace anbn
