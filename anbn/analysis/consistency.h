// SPDX-License-Identifier: Apache-2.0
// How much of the couplings of one story returns in the others: r^2 without what noise gives it.
// The square of one story's correlation has noise in it, and the more of it the more a model's
// neurons resemble anything; the product of two stories' correlations of one pair has none on
// average, so models and layers can be compared.
#pragma once

#include "anbn/analysis/story_series.h"
#include "anbn/analysis/story_significance.h"
#include "anbn/backend/machine.h"
#include "anbn/stats/jackknife.h"

#include <string>
#include <vector>

namespace anbn {

/// From so many stories on a p of Jackknifed is given: fewer tell no error.
inline constexpr std::size_t kStoriesForAnError = 8;

/// Of one layer's neurons.
struct LayerConsistency {
  int layer = 0;
  Jackknifed products;  // as Consistency::products
};

struct Consistency {
  std::vector<std::string> stories;  // the units of every Jackknifed
  /// Left out, since a story before them tells the same text: no other story.
  std::vector<std::string> same_text;
  bool partial = false;                   // whether correlations are given the nuisance sets
  std::size_t neurons = 0, networks = 0;  // that are tested in all stories
  /// Mean over all pairs, and over all ordered pairs of two different stories, of the product of
  /// the pair's two correlations. NaN where nothing is tested.
  Jackknifed products;
  std::vector<LayerConsistency> layers;  // rising
  /// Of the layers' by least squares on their numbers: how much a layer more adds. Without units
  /// and NaN where there are fewer than two layers.
  Jackknifed slope;
};

/// Nothing is tested of fewer than two stories.
/// @param stories  that tell different texts; their nuisance sets are regressed out of both sides
///                 where the calibrated null model's statistic is the partial correlation
/// @param layers   [N] of the neurons
/// Throws Error as check_same_series does.
Consistency consistency(const StoryViews& stories, const std::vector<int>& layers, Partial partial,
                        const Machine& machine);

}  // namespace anbn
