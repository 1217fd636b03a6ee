// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/bins.h"

#include "anbn/core/error.h"

#include <cmath>

namespace anbn {
namespace {

constexpr std::int64_t kMostVolumes = 1'000'000;  // 17 days at a TR of 1.5 s
constexpr double kSlack = 1e-9;                   // of a volume

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
  // Compared as a double: what lies far outside (or is NaN) fits no integer.
  if (!(volume >= 0 && volume < static_cast<double>(grid.volumes))) return -1;
  return static_cast<std::int64_t>(volume);
}

double volume_start_s(std::int64_t volume, const VolumeGrid& grid) {
  return static_cast<double>(grid.first_volume + volume) * grid.tr_s - grid.audio_start_s;
}

std::vector<std::int64_t> count_in_volumes(std::span<const std::int64_t> volume_of_each,
                                           std::int64_t volumes) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(volumes));
  for (const std::int64_t volume : volume_of_each)
    if (volume >= 0) ++counts.at(static_cast<std::size_t>(volume));
  return counts;
}

}  // namespace anbn
