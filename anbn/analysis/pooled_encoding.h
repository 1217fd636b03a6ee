// SPDX-License-Identifier: Apache-2.0
// How well all neurons of a layer together predict each network in stories that the model never
// saw, and how well they predict noise.
#pragma once

#include "anbn/analysis/encoding.h"
#include "anbn/analysis/story_ridge.h"

#include <string>
#include <vector>

namespace anbn {

struct PooledEncoding {
  Encoding encoding;  // of held-out correlations over all stories
  std::vector<FoldedStory> stories;
  Matrix r2;                         // [G x M] over all that was held out
  Matrix fold_correlation, fold_r2;  // [G*folds x M] folds of a group together
};

/// Predicts the networks of the stories from each group of neurons. What each story's nuisance set
/// explains is taken out of both sides and of every draw; draws have random phases of their own in
/// each story.
/// @param tr_s  the shortest of the stories', for gaps [s]
/// Throws Error as RidgeStories does.
PooledEncoding encode_stories(const StoryViews& stories, std::vector<NeuronGroup> groups,
                              const StoryRidgeOptions& options, double tr_s,
                              const Machine& machine);

}  // namespace anbn
