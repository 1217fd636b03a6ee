// SPDX-License-Identifier: Apache-2.0
// From the time of a word to the volume of the scan in which it was heard.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// The volumes of a scan that a story uses, and where its audio lies in them.
struct VolumeGrid {
  double tr_s = 1.5;              // repetition time [s]
  std::int64_t first_volume = 0;  // of the scan: the first one used
  std::int64_t volumes = 0;       // how many are used (T)
  double audio_start_s = 0;       // when the audio began [s after the scan's first volume]
};

/// Does nothing if a scan can look like this. Throws Error unless 0 < tr_s <= 16,
/// 0 <= first_volume <= 1e6, 3 <= volumes <= 1e6 and |audio_start_s| <= 1e6.
void check_volume_grid(const VolumeGrid& grid);

/// The volume in which `time_s` lies, counted from the first one used: below 0 before it, `volumes`
/// and above after the last, also where the scan has none:
///   floor((audio_start_s + time_s - first_volume tr_s) / tr_s)
/// A time within 1e-9 of a volume before its start counts as its start: 0.3 s at TR 0.1 s is
/// the start of volume 3, though 0.3 / 0.1 < 3 in floating point. Times as files write them
/// (six decimals) lie on the start or a thousand times further away.
/// @param time_s  relative to the audio [s]
std::int64_t volume_of(double time_s, const VolumeGrid& grid);

/// When `volume` starts, relative to the audio [s]; `volume` = volumes gives the end of the last.
double volume_start_s(std::int64_t volume, const VolumeGrid& grid);

/// How many of the numbers in `volume_of_each` name each of the volumes first .. first+count-1:
/// [count].
std::vector<std::int64_t> count_in_volumes(std::span<const std::int64_t> volume_of_each,
                                           std::int64_t first, std::int64_t count);

}  // namespace anbn
