// SPDX-License-Identifier: Apache-2.0
// The repetition time of a scan, about which header, sidecar and story may disagree.
#pragma once

#include <filesystem>
#include <string>

namespace anbn {

/// Repetition times [s] as three witnesses tell them; 0 where one says nothing.
struct ScanTimes {
  double header = 0, sidecar = 0, story = 0;
};

struct RepetitionTime {
  double tr_s = 0;      // the sidecar's, else the header's, else the story's, else 0
  std::string warning;  // where header and sidecar differ
};

/// `RepetitionTime` of a BIDS sidecar; 0 if it has none (or `path` is empty).
/// Throws Error if the file is no JSON or the value no number above 0.
double sidecar_tr_s(const std::filesystem::path& path);

/// The repetition time of the scan called `scan`.
/// Throws Error if the story's differs by more than 1 % from the sidecar's (or, without one, from
/// the header's).
RepetitionTime repetition_time(const std::string& scan, const ScanTimes& times);

}  // namespace anbn
