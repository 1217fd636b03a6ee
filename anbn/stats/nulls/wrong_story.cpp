// SPDX-License-Identifier: Apache-2.0
// The same networks while another story was heard. A control to look at, no test: with S stories
// there are S - 1 draws, and no p below 1 / S.
#include "anbn/signal/standardize.h"
#include "anbn/stats/nulls/null.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <memory>

namespace anbn {
namespace {

// A story that is too long is cut, one that is too short begins again.
void draw(const Matrix& networks, const std::vector<Matrix>& stories, const DrawId& id,
          MutableView out) {
  Matrix drawn(networks.rows, networks.cols);
  if (!stories.empty()) {
    const Matrix& other = stories[id.number % stories.size()];
    assert(other.cols == networks.cols);
    for (std::size_t t = 0; t < drawn.rows && other.rows > 0; ++t)
      std::copy_n(other.values.data() + t % other.rows * other.cols, other.cols,
                  drawn.values.data() + t * drawn.cols);
    drawn = unit_columns(drawn).values;
  }
  for (std::size_t t = 0; t < drawn.rows; ++t)
    std::copy_n(drawn.values.data() + t * drawn.cols, drawn.cols, out.data + t * out.stride);
}

NullDraws draws_of_others(const NullSources& sources) {
  const auto stories = std::make_shared<const std::vector<Matrix>>(sources.other_stories());
  return {[stories](const Matrix& networks, const DrawId& id, MutableView out) {
            draw(networks, *stories, id, out);
          },
          [stories](std::size_t) { return stories->size(); },
          [](std::size_t) {
            return std::string("there is no other story; expected a study of several");
          }};
}

std::string remark(std::size_t made, std::size_t) {
  return fmt::format("a description, no test: with {} stories no p below 1/{} exists", made + 1,
                     made + 1);
}

}  // namespace

extern const NullModel kWrongStoryNull{"wrong-story",   "the same networks in another story",
                                       NullBasis::time, NullRole::description,
                                       draws_of_others, remark};

}  // namespace anbn
