// SPDX-License-Identifier: Apache-2.0
// What the stages that regress networks on neurons over all stories read, note and cost alike.
#pragma once

#include "anbn/analysis/story_ridge.h"
#include "anbn/analysis/story_views.h"
#include "anbn/runner/stage.h"
#include "anbn/stages/story_inputs.h"

#include <cstddef>
#include <string>
#include <vector>

namespace anbn {

inline constexpr const char* kNothingToPredict =
    "nothing could be predicted: no neuron, or no network, has something in all stories that is "
    "not regressed out";

struct RegressedStories {
  /// Reads all stories, and leaves out who tells the text of an earlier one: it would be held out
  /// in name only. Throws Error as read_stories and groups_of_neurons do.
  RegressedStories(const StoryInputs& inputs, const InputList& tokens, Features features);

  std::vector<NeuronGroup> groups;
  std::vector<StorySeries> stories;
  std::vector<std::string> same_text;  // names of who is left out
  double shortest_tr_s = 0;
};

/// How many stories there are, and who is left out.
void note(const RegressedStories& in, Notes& notes);
/// What is held out at a time.
void note(const std::vector<FoldedStory>& stories, Notes& notes);

/// @param narrow            columns of the second band
/// @param narrow_penalties  of it
Cost cost_of_story_ridge(const StoryRidgeOptions& options, std::size_t narrow,
                         std::size_t narrow_penalties, const CostInputs& in);

}  // namespace anbn
