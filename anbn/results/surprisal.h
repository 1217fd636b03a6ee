// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `surprisal`: surprisal.tsv and regressors.tsv.
#pragma once

#include "anbn/signal/nuisance.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

struct SurprisalResults {
  std::vector<std::string> words;     // [W] as the transcript has them
  std::vector<std::int64_t> volumes;  // [W] of each one's onset, from the first one used
  std::vector<double> nats;           // [W] NaN where nothing is before the word
  Regressor response;                 // [T] of the blood
};

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const SurprisalResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or damaged.
SurprisalResults read_surprisal(const std::filesystem::path& folder);

}  // namespace anbn
