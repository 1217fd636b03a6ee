// SPDX-License-Identifier: Apache-2.0
// What drives the networks of a simulated study: neurons of the model, as anbn's own stages predict
// and interpret them.
#pragma once

#include "anbn/commands/command.h"
#include "anbn/commands/simulate/networks.h"
#include "anbn/commands/simulate/relations.h"
#include "anbn/commands/simulate/study.h"
#include "anbn/neurons/neurons.h"

#include <filesystem>
#include <span>
#include <vector>

namespace anbn {

/// What the stages say of every neuron in one story, from the first used volume to the end of the
/// scan.
struct Prediction {
  Matrix response;              // [volumes x N] with SPM's response: neurons are chosen by it
  Matrix activity;              // [volumes x N] without: it drives networks
  std::vector<Neuron> neurons;  // [N]
  std::vector<RelationResponse> responses;  // of each relation asked for
};

/// Runs the stages in the folder `scratch`. Throws Error as they do.
Prediction predicted(const SimulateOptions& options, const SimulatedStory& plan,
                     std::span<const Relation> relations, const std::filesystem::path& scratch,
                     CommandContext& context);

/// Random networks, each driven by a neuron; the same ones in all stories. First, for each
/// relation, the neuron that responds to it most in all stories, among those that differ from the
/// ones before (none where no neuron does); then random ones.
/// @param predictions  one a story; of no use where no network is driven
/// Throws Error if there are too few distinct neurons.
Drivers draw_drivers(const SimulateOptions& options, const std::vector<SimulatedStory>& plans,
                     std::span<const Relation> relations,
                     const std::vector<Prediction>& predictions);

/// The activity of each driven network's neuron.
Drive drive_of(const SimulatedStory& plan, const Prediction& prediction, const Drivers& drivers);

}  // namespace anbn
