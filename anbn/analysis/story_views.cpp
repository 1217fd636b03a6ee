// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/story_views.h"

#include "anbn/core/error.h"

namespace anbn {

StoryViews views_of(const std::vector<StorySeries>& stories) {
  StoryViews views;
  for (const StorySeries& s : stories) views.push_back({s.name, s.neurons, s.networks, s.nuisance});
  return views;
}

void check_same_series(const StoryViews& stories) {
  const StoryView& one = stories.front();
  for (const StoryView& s : stories) {
    if (s.neurons.cols != one.neurons.cols || s.networks.cols != one.networks.cols)
      fail("story {} has {} neurons and {} networks, {} has {} and {}; expected the same of all",
           s.name, s.neurons.cols, s.networks.cols, one.name, one.neurons.cols, one.networks.cols);
    if (s.neurons.rows != s.networks.rows)
      fail("story {} has {} volumes of neurons and {} of networks; expected the same", s.name,
           s.neurons.rows, s.networks.rows);
  }
}

}  // namespace anbn
