// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/coupling.h"

namespace anbn {

Coupling couple(MatrixView neurons, MatrixView networks, const WordTrace& words,
                const CouplingOptions& options, const Machine& machine) {
  Coupling out;
  out.correlation = correlation_matrix(neurons, networks, machine);
  out.anchoring = anchors_of(out.correlation, options.delta);
  out.lags =
      lag_check(words.rate, networks, words.nuisance, static_cast<std::size_t>(options.lag_draws),
                static_cast<std::uint64_t>(options.seed), machine);
  return out;
}

}  // namespace anbn
