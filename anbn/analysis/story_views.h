// SPDX-License-Identifier: Apache-2.0
// Several stories as analyses take them.
#pragma once

#include "anbn/analysis/story_series.h"

#include <vector>

namespace anbn {

/// `stories` must outlive them.
StoryViews views_of(const std::vector<StorySeries>& stories);

/// The same with nothing to take out.
StoryViews without_nuisance(const StoryViews& stories);

/// What the story's volumes count with beside those of others.
double weight_of(const StoryView& story);

/// [S] what each story carries of a mean over all.
std::vector<double> shares_of(const StoryViews& stories);

/// Throws Error, naming the story, unless all have as many neurons and networks as the first, and
/// both sides of each as many volumes.
void check_same_series(const StoryViews& stories);

}  // namespace anbn
