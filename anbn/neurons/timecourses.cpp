// SPDX-License-Identifier: Apache-2.0
#include "anbn/neurons/timecourses.h"

#include "anbn/signal/hrf.h"

#include <algorithm>
#include <utility>

namespace anbn {
namespace {

using VolumesOfTokens = std::vector<std::optional<std::int64_t>>;

/// The volumes with tokens, rising.
std::vector<std::int64_t> spoken_volumes(const VolumesOfTokens& tokens) {
  std::vector<std::int64_t> spoken;
  for (const auto& volume : tokens)
    if (volume) spoken.push_back(*volume);
  std::sort(spoken.begin(), spoken.end());
  spoken.erase(std::unique(spoken.begin(), spoken.end()), spoken.end());
  return spoken;
}

/// For each token the place of its volume in `spoken`, or -1.
std::vector<std::int64_t> places_of(const VolumesOfTokens& tokens,
                                    const std::vector<std::int64_t>& spoken) {
  std::vector<std::int64_t> places;
  for (const auto& volume : tokens)
    places.push_back(
        volume ? std::lower_bound(spoken.begin(), spoken.end(), *volume) - spoken.begin() : -1);
  return places;
}

}  // namespace

HeardVolumes::HeardVolumes(const NeuronKind& kind, const HeardStory& story, TimecoursesPlan plan)
    : kind_(kind),
      plan_(std::move(plan)),
      volumes_(story.volumes),
      spoken_(spoken_volumes(story.volume_of_token)),
      spoken_at_(places_of(story.volume_of_token, spoken_)),
      places_(story.places),
      windows_(story.windows),
      heads_(story.heads) {}

Matrix HeardVolumes::response(std::size_t layer, std::span<const Matrix> parts,
                              Threads& threads) const {
  const std::size_t history = history_of(plan_.hrf);
  const HeardTokens heard{.volumes = spoken_at_,
                          .count = spoken_.size(),
                          .pairs = plan_.pairs,
                          .places = places_,
                          .window = windows_.empty() ? 0 : windows_[layer - 1],
                          .heads = heads_};
  const Matrix activity =
      with_empty_volumes(kind_.activity(parts, heard, plan_.aggregate, threads), spoken_,
                         -static_cast<std::int64_t>(history), history + volumes_, plan_.empty);
  return convolve_then_cut(activity, plan_.hrf, threads);
}

Matrix predicted_timecourses(const NeuronKind& kind, const HeardStory& story,
                             const TimecoursesPlan& plan, Threads& threads, Progress& progress) {
  const HeardVolumes heard(kind, story, plan);
  Matrix timecourses;
  progress.begin("layers", story.layers);
  for (std::size_t layer = 1; layer <= story.layers; ++layer) {
    std::vector<Matrix> parts;
    for (const Part& part : kind.parts) parts.push_back(story.read(layer, part.name()));
    put_layer(heard.response(layer, parts, threads), layer, story.layers, timecourses);
    progress.advance(layer);
  }
  return timecourses;
}

void put_layer(const Matrix& response, std::size_t layer, std::size_t layers, Matrix& timecourses) {
  if (layer == 1) timecourses = Matrix(response.rows, layers * response.cols);
  for (std::size_t t = 0; t < response.rows; ++t)
    std::copy_n(response.row(t).data(), response.cols,
                timecourses.row(t).data() + (layer - 1) * response.cols);
}

}  // namespace anbn
