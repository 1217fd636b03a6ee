// SPDX-License-Identifier: Apache-2.0
#include "anbn/neurons/timecourses.h"

#include "anbn/signal/hrf.h"

#include <algorithm>

namespace anbn {

Matrix predicted_timecourses(const NeuronKind& kind, const HeardStory& story,
                             const TimecoursesPlan& plan, Threads& threads, Progress& progress) {
  const std::size_t volumes = story.tokens_in.size();
  Matrix timecourses;
  progress.begin("layers", story.layers);
  for (std::size_t layer = 1; layer <= story.layers; ++layer) {
    std::vector<Matrix> parts;
    for (const std::string_view part : kind.parts) parts.push_back(story.read(layer, part));
    Matrix activity = kind.activity(parts, story.volume_of_token, volumes, plan.aggregate, threads);
    fill_empty_volumes(activity, story.tokens_in, plan.empty);
    const Matrix response = convolve_columns(activity, plan.hrf, threads);
    if (layer == 1) timecourses = Matrix(volumes, story.layers * response.cols);
    for (std::size_t t = 0; t < volumes; ++t)
      std::copy_n(response.row(t).data(), response.cols,
                  timecourses.row(t).data() + (layer - 1) * response.cols);
    progress.advance(layer);
  }
  return timecourses;
}

}  // namespace anbn
