// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/story_targets.h"

#include <cmath>
#include <utility>

namespace anbn {

StoryTargetPanel::StoryTargetPanel(const std::vector<StoryTarget>& stories, const Backend& backend)
    : stories_(stories) {
  std::size_t volumes = 0;
  for (const StoryTarget& story : stories) {
    panels_.emplace_back(story.source, backend);
    volumes += story.source.networks.rows;
  }
  const std::size_t networks = stories.front().source.networks.cols;
  targets_ = Matrix(volumes, draws_together(networks) * networks);
}

ConstView StoryTargetPanel::observed() {
  std::size_t row = 0, columns = 0;
  for (std::size_t s = 0; s < panels_.size(); ++s) {
    const ConstView own = panels_[s].observed();
    put(s, row, own);
    row += own.rows;
    columns = own.cols;
  }
  return columns_of(view_of(std::as_const(targets_)), 0, columns);
}

ConstView StoryTargetPanel::draws(const std::vector<DrawStream>& streams, std::size_t first) {
  std::size_t row = 0;
  for (std::size_t s = 0; s < panels_.size(); ++s) {
    const ConstView drawn = panels_[s].draws(streams[s], first);
    put(s, row, drawn);
    row += drawn.rows;
  }
  return view_of(std::as_const(targets_));
}

/// `drawn` has columns of norm 1.
void StoryTargetPanel::put(std::size_t story, std::size_t first_row, ConstView drawn) {
  const StoryTarget& target = stories_[story];
  const std::size_t networks = target.source.networks.cols;
  const MutableView out =
      columns_of(rows_of(view_of(targets_), first_row, drawn.rows), 0, drawn.cols);
  for (std::size_t t = 0; t < drawn.rows; ++t) {
    const float* from = drawn.data + t * drawn.stride;
    float* to = out.data + t * out.stride;
    for (std::size_t c = 0; c < drawn.cols; ++c) {
      const std::size_t j = c % networks;
      to[c] = target.fit.cols == 0 ? from[c] : target.fit(t, j) + target.norms[j] * from[c];
    }
  }
  divide_columns(out, column_norms(out));
  const auto deviation = static_cast<float>(std::sqrt(static_cast<double>(drawn.rows)));
  for (std::size_t t = 0; t < drawn.rows; ++t)
    for (std::size_t c = 0; c < drawn.cols; ++c) out.data[t * out.stride + c] *= deviation;
}

}  // namespace anbn
