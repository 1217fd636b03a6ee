// SPDX-License-Identifier: Apache-2.0
// The best pair of each layer (the paper's figures 8 and 9), and what noise gives a layer.
#pragma once

#include "anbn/analysis/story_significance.h"
#include "anbn/core/nan.h"
#include "anbn/stats/correlation.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// The pair of a layer with the largest correlation of all its neurons with all networks. kNoIndex
/// and NaN where there is none.
struct LayerPair {
  static constexpr double kNone = kNan;

  std::size_t layer = 0;          // from 1
  std::size_t neuron = kNoIndex;  // from 0
  Anchor anchor;                  // of the neuron: network and plain correlation
  double partial = kNone;         // of the same pair given the nuisance set
  /// The neuron's own in the calibrated test, and the network that it is of: the one with the
  /// neuron's largest correlation there, which may be another.
  double max_p = kNone, p_fwe = kNone;
  std::size_t p_network = kNoIndex;

  // What noise stands beside: the layer's largest correlation of the calibrated test's statistic,
  // which may be that of another pair.
  std::size_t tested_neuron = kNoIndex;
  Anchor tested;
  double tested_p_fwe = kNone;                    // of that pair
  double noise_median = kNone, noise_95 = kNone;  // of the same in draws of noise
  double layer_p = kNone;                         // (b + 1) / (D + 1): noise reaches it
};

/// The best pair of each layer 1 .. the last; equal ones by the lower neuron.
/// @param layer_of   [N] layers of the neurons, from 1
/// @param neurons    [N] their anchors (Eq. 1)
/// @param tests      of the same neurons, noise draws among them; null: only plain correlations
/// @param delta      which correlation is the largest
std::vector<LayerPair> best_of_layers(std::span<const int> layer_of,
                                      const std::vector<Anchor>& neurons, const Significance* tests,
                                      Delta delta);

}  // namespace anbn
