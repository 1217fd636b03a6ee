// SPDX-License-Identifier: Apache-2.0
// All volumes later by the same number, those beyond the end at the beginning. A series keeps its
// autocorrelation and its shape but for the seam. Shifts shorter than the smallest one, either way,
// would leave a smooth series nearly in place. There are few shifts: each is drawn once.
#include "anbn/stats/nulls/null.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

/// Shifts by `least` .. T - `least` volumes.
struct Shifts {
  std::size_t least;

  std::size_t count(std::size_t volumes) const {
    return volumes < 2 * least ? 0 : volumes - 2 * least + 1;
  }

  void draw(const Matrix& networks, const DrawId& id, MutableView out) const {
    const std::size_t volumes = networks.rows, shifts = count(volumes);
    if (shifts == 0) {
      for (std::size_t t = 0; t < volumes; ++t)
        std::fill_n(out.data + t * out.stride, networks.cols, 0.0f);
      return;
    }
    const auto order = random_permutation(random_key(id.seed, id.stream), shifts);
    const std::size_t shift = least + order[id.number % shifts];
    for (std::size_t t = 0; t < volumes; ++t)
      std::copy_n(networks.values.data() + t * networks.cols, networks.cols,
                  out.data + (t + shift) % volumes * out.stride);
  }
};

NullDraws draws(const NullSources& sources) {
  // 30 s are 20 volumes of 1.5 s, whatever the quotient's last bit.
  const double volumes = std::ceil(sources.min_shift_s / sources.tr_s - 1e-9);
  const Shifts shifts{std::max<std::size_t>(1, static_cast<std::size_t>(volumes))};
  return {[shifts](const Matrix& networks, const DrawId& id, MutableView out) {
            shifts.draw(networks, id, out);
          },
          [shifts](std::size_t count) { return shifts.count(count); },
          [shifts](std::size_t count) {
            return fmt::format(
                "a shift of at least {} volumes either way is not possible in {} volumes; expected "
                "a smaller min_shift_s or a longer story",
                shifts.least, count);
          }};
}

}  // namespace

extern const NullModel kCircularShiftNull{"circular-shift",
                                          "all volumes later, the last ones first", NullBasis::time,
                                          NullRole::comparison, draws};

}  // namespace anbn
