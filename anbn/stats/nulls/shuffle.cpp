// SPDX-License-Identifier: Apache-2.0
// Time points in random order: the paper's test, most likely. It takes the autocorrelation away
// that the HRF gives to both sides, so smooth noise looks significant under it (METHODS section 4).
#include "anbn/stats/nulls/null.h"

#include <algorithm>

namespace anbn {
namespace {

void draw_shuffled(const Matrix& networks, const DrawId& id, MutableView out) {
  const std::vector<std::size_t> order = random_permutation(id.key(), networks.rows);
  for (std::size_t t = 0; t < networks.rows; ++t)
    std::copy_n(networks.values.data() + order[t] * networks.cols, networks.cols,
                out.data + t * out.stride);
}

}  // namespace

extern const NullModel kShuffleNull{"shuffle", "volumes in random order", NullBasis::time,
                                    NullRole::papers,
                                    [](const NullSources&) { return NullDraws{draw_shuffled}; }};

}  // namespace anbn
