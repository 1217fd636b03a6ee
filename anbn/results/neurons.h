// SPDX-License-Identifier: Apache-2.0
// neurons.tsv as the stages `activations` and `timecourses` write it.
#pragma once

#include "anbn/neurons/neurons.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// Writes the table into the existing folder. Throws Error if the disk is full.
void write_neurons(const std::vector<Neuron>& neurons, const std::filesystem::path& folder);

/// What write_neurons wrote. Throws Error if the table is missing or damaged, or a neuron's layer
/// is not one of 1 .. N.
std::vector<Neuron> read_neurons(const std::filesystem::path& folder);

std::vector<std::string> labels_of(const std::vector<Neuron>& neurons);

/// The layer of each neuron, from 1.
std::vector<int> layers_of(const std::vector<Neuron>& neurons);

}  // namespace anbn
