// SPDX-License-Identifier: Apache-2.0
#include "anbn/neurons/timecourses.h"

#include "anbn/signal/hrf.h"

#include <algorithm>

namespace anbn {

namespace {

/// The volumes with tokens, rising.
std::vector<std::int64_t> spoken_volumes(const HeardStory& story) {
  std::vector<std::int64_t> spoken;
  for (const auto& volume : story.volume_of_token)
    if (volume) spoken.push_back(*volume);
  std::sort(spoken.begin(), spoken.end());
  spoken.erase(std::unique(spoken.begin(), spoken.end()), spoken.end());
  return spoken;
}

/// For each token the place of its volume in `spoken`, or -1.
std::vector<std::int64_t> places_of(const HeardStory& story,
                                    const std::vector<std::int64_t>& spoken) {
  std::vector<std::int64_t> places;
  for (const auto& volume : story.volume_of_token)
    places.push_back(
        volume ? std::lower_bound(spoken.begin(), spoken.end(), *volume) - spoken.begin() : -1);
  return places;
}

}  // namespace

Matrix predicted_timecourses(const NeuronKind& kind, const HeardStory& story,
                             const TimecoursesPlan& plan, Threads& threads, Progress& progress) {
  const std::vector<std::int64_t> spoken = spoken_volumes(story), places = places_of(story, spoken);
  const std::size_t history = history_of(plan.hrf), volumes = story.volumes;
  Matrix timecourses;
  progress.begin("layers", story.layers);
  for (std::size_t layer = 1; layer <= story.layers; ++layer) {
    std::vector<Matrix> parts;
    for (const Part& part : kind.parts) parts.push_back(story.read(layer, part.name()));
    const HeardTokens heard{.volumes = places,
                            .count = spoken.size(),
                            .pairs = plan.pairs,
                            .places = story.places,
                            .window = story.windows.empty() ? 0 : story.windows[layer - 1]};
    const Matrix activity =
        with_empty_volumes(kind.activity(parts, heard, plan.aggregate, threads), spoken,
                           -static_cast<std::int64_t>(history), history + volumes, plan.empty);
    const Matrix response = convolve_then_cut(activity, plan.hrf, threads);
    if (layer == 1) timecourses = Matrix(volumes, story.layers * response.cols);
    for (std::size_t t = 0; t < volumes; ++t)
      std::copy_n(response.row(t).data(), response.cols,
                  timecourses.row(t).data() + (layer - 1) * response.cols);
    progress.advance(layer);
  }
  return timecourses;
}

}  // namespace anbn
