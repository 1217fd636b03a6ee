// SPDX-License-Identifier: Apache-2.0
// Several stories as analyses take them.
#pragma once

#include "anbn/analysis/story_series.h"

#include <vector>

namespace anbn {

/// `stories` must outlive them.
StoryViews views_of(const std::vector<StorySeries>& stories);

/// Throws Error, naming the story, unless all have as many neurons and networks as the first, and
/// both sides of each as many volumes.
void check_same_series(const StoryViews& stories);

}  // namespace anbn
