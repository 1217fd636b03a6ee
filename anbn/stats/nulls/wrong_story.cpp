// SPDX-License-Identifier: Apache-2.0
// The same networks while another story was heard. A control to look at, no test: with S stories
// there are S - 1 draws, and no p below 1 / S.
#include "anbn/signal/standardize.h"
#include "anbn/stats/nulls/null.h"

#include <algorithm>
#include <cassert>

namespace anbn {

std::size_t wrong_stories(std::size_t, const NullSettings& settings) {
  return settings.other_stories.size();
}

// A story that is too long is cut, one that is too short begins again.
void draw_wrong_story(const Matrix& networks, const NullSettings& settings, const DrawId& id,
                      MutableView out) {
  Matrix drawn(networks.rows, networks.cols);
  if (!settings.other_stories.empty()) {
    const Matrix& other = settings.other_stories[id.number % settings.other_stories.size()];
    assert(other.cols == networks.cols);
    for (std::size_t t = 0; t < drawn.rows && other.rows > 0; ++t)
      std::copy_n(other.values.data() + t % other.rows * other.cols, other.cols,
                  drawn.values.data() + t * drawn.cols);
    drawn = unit_columns(drawn).values;
  }
  for (std::size_t t = 0; t < drawn.rows; ++t)
    std::copy_n(drawn.values.data() + t * drawn.cols, drawn.cols, out.data + t * out.stride);
}

}  // namespace anbn
