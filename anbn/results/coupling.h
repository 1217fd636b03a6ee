// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `coupling`: correlation.npy, neurons.tsv, networks.tsv, lags.tsv.
#pragma once

#include "anbn/analysis/coupling.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

struct CouplingResults {
  std::vector<std::string> labels;  // [N] of the neurons
  Coupling coupling;
};

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const CouplingResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or they disagree.
CouplingResults read_coupling(const std::filesystem::path& folder);

/// Who anchors whom alone, of N neurons and M networks. Throws Error as read_coupling does.
Anchoring read_anchoring(const std::filesystem::path& folder, std::size_t neurons,
                         std::size_t networks);
/// The same of as many as its tables have. Throws Error as read_coupling does.
Anchoring read_anchoring(const std::filesystem::path& folder);

/// The lag check alone. Throws Error as read_coupling does.
LagCheck read_lags(const std::filesystem::path& folder);

}  // namespace anbn
