// SPDX-License-Identifier: Apache-2.0
// How much of a network's series listeners have in common, the nuisance set taken out: no model can
// correlate with it more.
#pragma once

#include "anbn/analysis/listeners_panel.h"
#include "anbn/stats/draws/null_range.h"

#include <vector>

namespace anbn {

/// The noise ceiling of one network. NaN where it cannot be told.
struct NoiseCeiling {
  /// Correlation of each listener with the sum of the others: mean and standard deviation.
  double isc = 0, isc_sd = 0;
  /// isc with the phases of each listener random apart. (Common random phases hardly change it.)
  NullRange isc_noise;
  /// Correlation of the halves' sums, mean over the cuts; 2 r / (1 + r) of it, the reliability of
  /// the sum of all listeners (Spearman 1910, Brown 1910); its root, what a model without error
  /// would reach with that sum. The root is NaN where the reliability is not above 0.
  double half = 0, reliability = 0, ceiling = 0;
  /// Size of the anchored pair's correlation over the ceiling, once there are anchors.
  double reached = 0;
  NullRange reached_noise = {};
};

/// One a network, [M], and the mean isc over them; draws are keyed by (seed, draw, listener).
struct NoiseCeilings {
  std::vector<NoiseCeiling> networks;
  double mean_isc = 0;
  NullRange mean_isc_noise;
  std::vector<double> listener_isc;  // [L] mean over networks
};

NoiseCeilings noise_ceilings(const ListenerSeries& series, const std::vector<ListenerCut>& halves,
                             std::size_t draws, std::uint64_t seed, const Machine& machine);

}  // namespace anbn
