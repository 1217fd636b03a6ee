// SPDX-License-Identifier: Apache-2.0
// What neurons tell of networks beyond what words are without their meaning: their rate, letters,
// place. Low-level regressors against low-level regressors and neurons, a penalty for each band.
#pragma once

#include "anbn/analysis/encoding.h"
#include "anbn/analysis/story_ridge.h"

#include <string>
#include <vector>

namespace anbn {

struct UniqueVarianceOptions : StoryRidgeOptions {
  std::vector<double> low_level_penalties = {1, 10, 100, 1000};

  template <class V>
  void visit(V&& option) {
    StoryRidgeOptions::visit(option);
    option("low_level_penalties", low_level_penalties,
           "to choose from for the low-level regressors, rising; times their number: alpha of "
           "others",
           between(1e-4, 1e9));
  }

  void check() const;
};

/// The low-level regressors of a story, as they are.
using LowLevel = std::vector<Regressor>;

struct UniqueVariance {
  /// Of the gain: held-out R^2 with neurons minus without. Its penalties are those of the neurons.
  Encoding encoding;
  std::vector<FoldedStory> stories;
  std::vector<std::string> low_level;  // names of those that are not constant everywhere
  std::vector<double> low_level_r2;    // [M] without neurons; NaN where it cannot be tested
  Matrix r2;                           // [G x M] with them
  Matrix low_level_penalty;            // [G*folds x M] chosen beside the neurons
  Matrix fold_gain;                    // [G*folds x M]
};

/// Tests what each group of neurons adds. The stories' nuisance sets, which must leave what is
/// low-level in (drift alone), are taken out of all bands, of networks and of every draw. A draw is
/// what the low-level regressors explain of a network (least squares over all stories) and random
/// phases of the rest; all penalties are chosen anew.
/// @param low_level  one a story; what one story lacks is 0 there
/// Throws Error as RidgeStories does, or if a regressor has other values than its story volumes.
UniqueVariance unique_variance(const StoryViews& stories, const std::vector<LowLevel>& low_level,
                               std::vector<NeuronGroup> groups,
                               const UniqueVarianceOptions& options, double tr_s,
                               const Machine& machine);

}  // namespace anbn
