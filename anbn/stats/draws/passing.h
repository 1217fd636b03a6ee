// SPDX-License-Identifier: Apache-2.0
// How many series of a side pass a threshold, in what was observed and in each draw.
#pragma once

#include "anbn/stats/draws/draw_panel.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// How many thresholds a side has.
inline constexpr std::size_t kThresholds = 20;

/// Rising thresholds [kThresholds], evenly spaced at round numbers (whole multiples of a step of
/// 0.001, 0.002, 0.005, ... 0.1): from the median of `noise` to about twice as far above it as its
/// largest value, or to 1. Nothing observed has a say in where they lie.
/// @param noise  statistics of series in draws; at least one, no NaN
std::vector<double> thresholds_over(std::vector<float> noise);

struct SideThresholds {
  std::vector<double> neurons, networks;
};

/// Those over the largest statistics of each neuron, and of each network, in the first block of
/// draws: the same however many draws are asked for.
SideThresholds thresholds_of_noise(const PooledSeries& series,
                                   const std::vector<DrawStream>& streams, Delta delta,
                                   const Backend& backend);

/// Writes to out[k] how many of the `statistics` are at least thresholds[k].
void count_passing(std::span<const float> statistics, std::span<const double> thresholds,
                   std::span<float> out);

}  // namespace anbn
