// SPDX-License-Identifier: Apache-2.0
// How well networks of several stories can be predicted at all, told by their listeners, and how
// near to it neurons come.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/nan.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// What the listeners of a story have in common, the nuisance set taken out.
struct StoryHalves {
  std::size_t volumes = 0;
  /// [M] correlation of the sums of two halves of the listeners, mean over the cuts; NaN where
  /// there is none, and of a network that was left out.
  std::vector<double> half;
};

/// The noise ceiling of one network over stories; NaN where it cannot be told.
struct NetworkCeiling {
  std::size_t stories = 0;  // that have halves
  /// Mean of the stories' halves, each weighted by its volumes; its error by jackknife over the
  /// stories, and the lower end of its 95 % range by Student's t.
  double half = kNan, half_error = kNan, half_low = kNan;
  /// sqrt(2 r / (1 + r)) of it: what a model without error would reach with the mean of all
  /// listeners (Spearman 1910, Brown 1910). NaN unless half_low is above 0.
  double ceiling = kNan;
};

/// How near a group of neurons comes to the ceiling: means over the networks that have one and a
/// prediction, and their ratio. A ratio of means, since single ratios over small ceilings are wild.
struct CeilingReached {
  std::size_t networks = 0;
  double correlation = kNan, ceiling = kNan, reached = kNan;
};

/// [M] over all stories with halves; empty where fewer than two have them.
/// @pre all stories have equally many networks
std::vector<NetworkCeiling> network_ceilings(std::span<const StoryHalves> stories);

/// [G] of the groups of neurons whose held-out correlations are the rows of `correlation` [G x M].
std::vector<CeilingReached> ceilings_reached(const Matrix& correlation,
                                             std::span<const NetworkCeiling> ceilings);

}  // namespace anbn
