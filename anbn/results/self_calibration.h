// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `self-calibration`: pairings.tsv and summary.json.
#pragma once

#include "anbn/analysis/self_calibration.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

struct SelfCalibrationResults {
  std::vector<std::string> stories;  // of the study; pairings count them
  std::size_t possible = 0;          // wrong pairings that there are, tested or not
  std::size_t draws = 0;             // behind each p
  SelfCalibration calibration;
};

/// Fewer stories say nothing: their pairings are worth a few independent ones.
inline constexpr std::size_t kStoriesToConclude = 8;

/// Whether wrong pairings are called more often than they may be, by the verdict or by the largest
/// pair, on which names rest: in enough stories, and beyond chance.
inline bool is_called_too_often(const SelfCalibrationResults& results) {
  return results.stories.size() >= kStoriesToConclude &&
         (results.calibration.verdict.rate.low > kPairingLevel ||
          results.calibration.largest.rate.low > kPairingLevel);
}

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const SelfCalibrationResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or they disagree.
SelfCalibrationResults read_self_calibration(const std::filesystem::path& folder);

}  // namespace anbn
