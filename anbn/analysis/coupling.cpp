// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/coupling.h"

#include "anbn/core/error.h"

namespace anbn {

void CouplingOptions::check() const {
  if (lag_draws < 0 || lag_draws > 1000000)
    fail("--lag-draws is {}; expected 0 to 1000000", lag_draws);
}

Coupling couple(const Matrix& neurons, const Matrix& networks, std::span<const float> word_rate,
                const CouplingOptions& options, const Machine& machine) {
  Coupling out;
  out.correlation = correlation_matrix(neurons, networks, machine);
  out.anchoring = anchors_of(out.correlation, delta_named(options.delta.value));
  out.lags = lag_check(word_rate, networks, static_cast<std::size_t>(options.lag_draws),
                       static_cast<std::uint64_t>(options.seed), machine);
  return out;
}

}  // namespace anbn
