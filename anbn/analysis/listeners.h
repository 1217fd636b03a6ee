// SPDX-License-Identifier: Apache-2.0
// What single listeners say of a coupling, beside what they say of noise.
//
// Listeners hear the same story. What they have in common is as common in noise that knows nothing
// of the words: held-out listeners confirm an anchor that chance has chosen, and a test that takes
// listeners for independent evidence calls it significant. So nothing here decides anything: each
// figure stands beside the same under networks with random phases, one set of phases for all
// networks of all listeners, which keeps all that listeners share. tests/study/listeners.py shows
// what happens without it. Drift that all listeners share would pass for more, so correlations are
// partial ones: the nuisance set is taken out of neurons, of each listener's series, and of every
// draw, which is made from the series as they are (draws of what was cleaned are not as smooth
// where the set took something out, and call up to nine in ten true nulls).
#pragma once

#include "anbn/analysis/listeners_ceiling.h"
#include "anbn/backend/machine.h"
#include "anbn/core/matrix_view.h"
#include "anbn/core/options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace anbn {

struct ListenerPlan {
  std::size_t draws = 200;  // of the null, for every figure
  std::size_t splits = 20;  // halves at most
  std::size_t flips = 1000;
  std::uint64_t seed = 1;
  Delta delta = Delta::signed_value;
};

struct ListenerPlanOptions {
  std::int64_t listener_draws = 200;
  std::int64_t splits = 20;
  std::int64_t sign_flips = 1000;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option("listener_draws", listener_draws,
           "phase-randomized draws that each figure stands beside", between(0, 100000));
    option("splits", splits, "how many ways to cut the listeners in halves, at most",
           between(1, 10000));
    option("sign_flips", sign_flips, "how many ways to flip listeners' signs, at most",
           between(1, 1000000));
    option("seed", seed, "of the random numbers");
  }

  ListenerPlan plan(Delta delta) const {
    return {static_cast<std::size_t>(listener_draws), static_cast<std::size_t>(splits),
            static_cast<std::size_t>(sign_flips), static_cast<std::uint64_t>(seed), delta};
  }
};

/// A figure of the whole story. `side` is "neurons", "networks" (a mean over the series of that
/// side) or "best pair"; `p` of it is NaN where larger is not more, and where pairs are measured
/// in the listeners in whom they were chosen for being large.
struct ListenerFigure {
  std::string side, name;
  double observed = 0;
  NullRange noise;
};

/// One side's series, [C], as they were given: NaN (anchor kNoIndex) where they cannot be coupled.
struct ListenerSide {
  SideOfListeners observed;
  std::vector<NullRange> listener_mean, half_held_out, rest_held_out;
};

struct ListenerResults {
  std::size_t listeners = 0, draws = 0;
  ListenerSide neurons, networks;
  std::vector<NoiseCeiling> ceilings;  // [M]; NaN where a network cannot be coupled
  std::vector<ListenerFigure> figures;
  std::vector<double> listener_isc, listener_mean;  // [L] the latter over neurons' anchored pairs
  std::vector<NullRange> listener_mean_noise;       // [L]
  std::vector<std::size_t> missing;                 // [L] series that take no part
  std::size_t splits = 0, flips = 0;                // that were made
  double smallest_flip_p = 1;
};

/// A sign-flip test over listeners calls a pair significant at this p.
inline constexpr double kFlipAlpha = 0.05;

/// Everything about the anchored pairs of `neurons` [T x N] with the sums of `listeners` (each
/// [T x M]). A listener's series that is constant, not finite or explained by `nuisance` takes no
/// part. Draw d is a pure function of (plan.seed, d); the same bytes for any number of threads.
/// Throws Error if there are fewer than two listeners, or sizes differ.
ListenerResults compare_listeners(MatrixView neurons, const std::vector<MatrixView>& listeners,
                                  const Nuisance& nuisance, const ListenerPlan& plan,
                                  const Machine& machine);

}  // namespace anbn
