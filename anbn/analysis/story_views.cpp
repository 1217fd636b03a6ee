// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/story_views.h"

#include "anbn/core/error.h"
#include "anbn/stats/draws/draw_columns.h"

namespace anbn {

StoryViews views_of(const std::vector<StorySeries>& stories) {
  StoryViews views;
  for (const StorySeries& s : stories)
    views.push_back({s.name, s.neurons, s.networks, s.nuisance, NeuronsAre::raw, s.reliability});
  return views;
}

StoryViews without_nuisance(const StoryViews& stories) {
  static const Nuisance nothing;
  StoryViews out;
  for (const StoryView& story : stories)
    out.push_back(
        {story.name, story.neurons, story.networks, nothing, NeuronsAre::raw, story.reliability});
  return out;
}

double weight_of(const StoryView& story) { return story.reliability.value_or(1); }

std::vector<double> shares_of(const StoryViews& stories) {
  std::vector<std::size_t> volumes;
  std::vector<double> weights;
  for (const StoryView& story : stories) {
    volumes.push_back(story.networks.rows);
    weights.push_back(weight_of(story));
  }
  return shares_of(volumes, weights);
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
