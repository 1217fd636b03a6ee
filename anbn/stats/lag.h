// SPDX-License-Identifier: Apache-2.0
// The lag check. A wrong start of the audio shifts all words against the brain, and nothing else
// shows it. Somewhere in the brain the rate of words leaves a trace; the shift at which
// that trace is strongest should be none.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix_view.h"
#include "anbn/signal/nuisance.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace anbn {

inline constexpr int kLargestLag = 10;  // [volumes]

/// The trace of the words in the brain at one shift. NaN where it cannot be computed.
struct LagTrace {
  int lag_volumes = 0;      // positive: the brain follows the words later than predicted
  std::size_t network = 0;  // the one with the largest |r|, from 0; kNoIndex if there is none
  double correlation = 0;   // that |r|
  double noise_mean = 0, noise_95 = 0;  // mean and 95th percentile of the same under noise
};

struct LagCheck {
  std::vector<LagTrace> traces;  // lags -10 .. 10
  double noise_95_any = 0;       // 95th percentile, under noise, of the largest over all lags
};

/// Correlates what the words predict with every network at lags of -10 .. 10 volumes, over the
/// volumes that both have (at least 3 of them), and does the same with phase-randomized networks.
/// The nuisance set is taken out of the words, the networks and every randomized copy, over all T
/// volumes, before they are shifted.
/// @param predicted  [T] the HRF-convolved number of words a volume
/// @param networks   [T x M]
/// @param nuisance   without what is made from words: that is what the check looks for
/// @param draws      how many phase-randomized copies; 0: the noise columns are NaN
/// Throws Error if the lengths differ.
LagCheck lag_check(std::span<const float> predicted, MatrixView networks, const Nuisance& nuisance,
                   std::size_t draws, std::uint64_t seed, const Machine& machine);

/// What the check says about the start of the audio.
struct AudioPlacement {
  enum class Finding {
    no_trace,  // nothing above noise at any lag: the check can say nothing
    in_place,  // the strongest trace is at lag 0, or not clearly stronger elsewhere
    shifted,   // it is clearly stronger two or more volumes, and more than 2 s, away
  } finding = Finding::no_trace;
  int best_lag_volumes = 0;
  double correlation = 0, correlation_at_zero = 0, noise_95_any = 0;
  double audio_start_change_s = 0;  // what to add to audio_start_s if the finding is a shift
  std::string words;                // one sentence for a reader
};

AudioPlacement audio_placement(const LagCheck& check, double tr_s);

}  // namespace anbn
