// SPDX-License-Identifier: Apache-2.0
// The repetition time of a scan, about which header, sidecar and story may disagree.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// Repetition times [s] as three witnesses tell them; 0 where one says nothing. A difference adds
/// up from volume to volume: it weighs what it comes to over `volumes`.
struct ScanTimes {
  double header = 0, sidecar = 0, story = 0;
  std::size_t volumes = 1;  // from the scan's first to the last one used
};

struct RepetitionTime {
  double tr_s = 0;  // the sidecar's, else the header's, else the story's, else 0
  std::vector<std::string> warnings;
};

/// `RepetitionTime` of a BIDS sidecar; 0 if it has none (or `path` is empty).
/// Throws Error if the file is no JSON, the value no number above 0 and at most 16, or volumes do
/// not follow one another at one distance (`VolumeTiming`).
double sidecar_tr_s(const std::filesystem::path& path);

/// `StartTime` of a BIDS sidecar: the time within the first volume to which its slices were brought
/// (slice timing); 0 if it says none. Throws Error as sidecar_tr_s.
double sidecar_start_s(const std::filesystem::path& path);

/// The repetition time of the scan called `scan`, with a warning where the header's and the
/// sidecar's, or the story's and the one used, differ by more than 1 % or shift the last volume by
/// a quarter of a volume or more.
/// Throws Error if the story's shifts it by a whole volume or more against the one used.
RepetitionTime repetition_time(const std::string& scan, const ScanTimes& times);

}  // namespace anbn
