// SPDX-License-Identifier: Apache-2.0
// Neurons x networks -> correlations, who anchors whom (Eq. 1 and 2), and the lag check.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/options.h"
#include "anbn/stats/correlation.h"
#include "anbn/stats/lag.h"

#include <cstdint>
#include <vector>

namespace anbn {

struct CouplingOptions {
  Delta delta = Delta::signed_value;
  std::int64_t lag_draws = 500;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option("delta", delta, "the largest correlation, or the largest by absolute value");
    option("lag_draws", lag_draws, "phase-randomized copies for the lag check's noise",
           between(0, 1000000));
    option("seed", seed, "of the random numbers");
  }
};

struct Coupling {
  Matrix correlation;  // [N x M]
  Anchoring anchoring;
  LagCheck lags;
};

/// What the lag check compares with the networks at every lag.
struct WordTrace {
  std::vector<float> rate;  // [T] the HRF-convolved number of words a volume
  Nuisance nuisance;        // taken out of rate and networks; nothing of it is made from words
};

/// Couples `neurons` [T x N] with `networks` [T x M] (plain correlations), and checks the lag of
/// the words. Throws Error if the lengths differ.
Coupling couple(MatrixView neurons, MatrixView networks, const WordTrace& words,
                const CouplingOptions& options, const Machine& machine);

}  // namespace anbn
