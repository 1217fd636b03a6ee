// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/bins.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::int64_t kMostVolumes = 1'000'000;  // 17 days at a TR of 1.5 s
constexpr double kSlack = 1e-9;                   // of a volume
constexpr double kFarthest = 1e15;                // volumes from the first one used

}  // namespace

void check_volume_grid(const VolumeGrid& grid) {
  // The negated tests also catch NaN.
  if (!(grid.tr_s > 0 && grid.tr_s <= 16))
    fail("TR is {} s; expected 0 < TR <= 16 s. Is it in milliseconds? Set tr_s (--tr-s)",
         grid.tr_s);
  if (grid.first_volume < 0 || grid.first_volume > kMostVolumes)
    fail("the first volume used is {}; expected 0 .. {}, counted from 0. Set first_volume",
         grid.first_volume, kMostVolumes);
  if (grid.volumes < 3 || grid.volumes > kMostVolumes)
    fail(
        "{} volumes are used; expected 3 .. {}, the volumes of the scan during the story. "
        "Set volumes",
        grid.volumes, kMostVolumes);
  if (!(std::abs(grid.audio_start_s) <= 1e6))
    fail(
        "the audio starts at {} s; expected seconds after the scan's first volume. "
        "Set audio_start_s",
        grid.audio_start_s);
}

std::int64_t volume_of(double time_s, const VolumeGrid& grid) {
  const double since_first_s =
      grid.audio_start_s + time_s - static_cast<double>(grid.first_volume) * grid.tr_s;
  const double volume = std::floor(since_first_s / grid.tr_s + kSlack);
  // At a TR of next to nothing a time fits no integer.
  return static_cast<std::int64_t>(std::clamp(volume, -kFarthest, kFarthest));
}

double volume_start_s(std::int64_t volume, const VolumeGrid& grid) {
  return static_cast<double>(grid.first_volume + volume) * grid.tr_s - grid.audio_start_s;
}

std::vector<std::int64_t> count_in_volumes(std::span<const std::int64_t> volume_of_each,
                                           std::int64_t first, std::int64_t count) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(count));
  for (const std::int64_t volume : volume_of_each)
    if (volume >= first && volume < first + count)
      ++counts[static_cast<std::size_t>(volume - first)];
  return counts;
}

}  // namespace anbn
