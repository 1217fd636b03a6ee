// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `listeners`: neurons.tsv, networks.tsv, listeners.tsv, figures.tsv and
// summary.json; of one listener summary.json alone.
#pragma once

#include "anbn/analysis/listeners.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

struct ListenersResults {
  std::vector<std::string> labels;  // [N] of the neurons
  ListenerResults comparison;       // without by_listener, which no file holds
};

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const ListenersResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or damaged.
ListenersResults read_listeners(const std::filesystem::path& folder);

/// The correlation of the listeners' halves [M]; empty of one listener. Throws Error likewise.
std::vector<double> read_listener_halves(const std::filesystem::path& folder);

}  // namespace anbn
