// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/tests_cost.h"

#include "anbn/stages/rates.h"

#include <fmt/core.h>

namespace anbn {

Cost cost_of_tests(const TestedSizes& sizes, double draws, double kept, const CostInputs& in) {
  const double neurons = real(sizes.neurons), networks = real(sizes.networks);
  const double series = neurons + networks;
  const double draw_s = in.measured.once(
      fmt::format("draw {} {} {}", sizes.volumes, sizes.neurons, sizes.networks),
      [&] { return seconds_of_draw(sizes.volumes, sizes.neurons, sizes.networks, in.machine); });
  Cost cost;
  // Of each draw the largest correlation and the means, of the whole and of each layer.
  cost.disk = 2 * kFloatBytes * kept * series + 300 * series +
              kFloatBytes * draws * (4 + 2 * real(sizes.layers));
  cost.seconds = 0.05 + (draws + 2 * kept) * draw_s + cost.disk / in.rates.write_bytes;
  cost.memory =
      kProgramBytes +
      kFloatBytes * (4 * real(sizes.volumes) * series + neurons * networks * (2 + in.threads())) +
      cost.disk;
  return cost;
}

}  // namespace anbn
