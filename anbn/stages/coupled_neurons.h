// SPDX-License-Identifier: Apache-2.0
// What the stages that tell the best pair of each layer read and write alike, of one story or of
// all together.
#pragma once

#include "anbn/core/options.h"
#include "anbn/neurons/neurons.h"
#include "anbn/results/interpretation.h"
#include "anbn/results/layers.h"
#include "anbn/results/significance.h"
#include "anbn/runner/stage.h"

#include <optional>
#include <vector>

namespace anbn {

/// Neurons [N], what they couple with and what they pair.
struct CoupledNeurons {
  std::vector<Neuron> neurons;
  Anchoring anchoring;
  Delta delta = Delta::signed_value;
  std::vector<std::optional<PosTag>> tags;
  StoredProfiles profiles;
  TagClasses classes;      // of tags and profiles
  bool has_words = false;  // with a class: specials have one in every story
  std::optional<Significance> tests;
};

/// Anchors, tests and noise of the neurons in a folder as the stage `significance` writes it, N and
/// M as `in` has them. Throws Error if a file is missing or damaged.
Significance read_tests_of(const std::filesystem::path& folder, const CoupledNeurons& in);

/// The best pairs, the profiles of their neurons, the networks by tags, and the classes of both.
LayersResults told_layers(const CoupledNeurons& in);

/// Adds the regions that the maps of early, middle and late layers' best pairs share, where `atlas`
/// (a folder of that stage) is given and there are three layers. Throws Error if it is of other
/// networks.
void add_shared_regions(const Input& atlas, LayersResults& results, Notes& notes);

}  // namespace anbn
