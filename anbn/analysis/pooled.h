// SPDX-License-Identifier: Apache-2.0
// One answer from all stories of a study. A story alone is short: noise reaches large correlations
// in it, and what is there hardly exceeds them. Over several stories noise averages out and a
// coupling stays.
#pragma once

#include "anbn/analysis/other_stories.h"
#include "anbn/analysis/story_significance.h"

#include <optional>
#include <string>
#include <vector>

namespace anbn {

/// One story's part in the whole.
struct PooledStory {
  std::string name;
  std::size_t volumes = 0;
  double share = 0;  // its weight in every mean
  /// The correlation in this story, of the kind that the calibrated test has, of the pair that has
  /// the largest over all stories; NaN where nothing could be tested.
  double largest_pair = 0;
  /// Its part in other_stories_null(): volumes from the first on, 0 where it stays out; its class,
  /// counted from 0; and what it carries of the statistic.
  std::size_t other_volumes = 0, other_class = kNoIndex;
  double other_share = 0;
  std::string same_text_as = {};           // why it stays out, if it does for that
  std::optional<double> reliability = {};  // absent: the shares are those of the volumes
};

struct Pooled {
  Matrix correlation;  // [N x M] plain
  Anchoring anchoring;
  Significance tests;
  std::vector<PooledStory> stories;
};

/// Couples the stories together: plain correlations and anchors are those of their weighted mean.
/// Draws randomize each story by itself, or the stories of `others` change places. `layers` as in
/// significance(). Throws Error as StoryTests and check_same_series do.
Pooled pool_stories(const StoryViews& stories, const OtherStories& others,
                    const std::vector<int>& layers, Delta delta, const SignificanceOptions& options,
                    const KeptCounts& kept, const Machine& machine);

}  // namespace anbn
