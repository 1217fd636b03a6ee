// SPDX-License-Identifier: Apache-2.0
// All volumes later by the same number, those beyond the end at the beginning. A series keeps its
// autocorrelation and its shape but for the seam. Shifts shorter than `min_shift`, either way,
// would leave a smooth series nearly in place. There are few shifts: each is drawn once.
#include "anbn/stats/nulls/null.h"

#include <algorithm>

namespace anbn {

std::size_t circular_shifts(std::size_t volumes, const NullSettings& settings) {
  const std::size_t least = std::max<std::size_t>(settings.min_shift, 1);
  return volumes < 2 * least ? 0 : volumes - 2 * least + 1;
}

void draw_circular_shift(const Matrix& networks, const NullSettings& settings, const DrawId& id,
                         MutableView out) {
  const std::size_t volumes = networks.rows, count = circular_shifts(volumes, settings);
  if (count == 0) {
    for (std::size_t t = 0; t < volumes; ++t)
      std::fill_n(out.data + t * out.stride, networks.cols, 0.0f);
    return;
  }
  const auto order = random_permutation(random_key(id.seed, id.stream), count);
  const std::size_t shift = std::max<std::size_t>(settings.min_shift, 1) + order[id.number % count];
  for (std::size_t t = 0; t < volumes; ++t)
    std::copy_n(networks.values.data() + t * networks.cols, networks.cols,
                out.data + (t + shift) % volumes * out.stride);
}

}  // namespace anbn
