// SPDX-License-Identifier: Apache-2.0
// Whether two models couple with the same networks: their profiles over the networks beside each
// other, and beside what the same noise gives both.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/report/numbers/figures/figure.h"
#include "anbn/stats/draws/null_range.h"

#include <cstddef>
#include <vector>

namespace anbn {

/// The couplings of one variant seen from the M networks: what was observed in row 0, then what
/// each of D noise draws gives.
struct NetworkProfile {
  Matrix largest;   // [(1 + D) x M] each network's largest correlation; NaN where it has none
  Matrix anchored;  // [(1 + D) x M] share of the neurons whose largest correlation is with it
};

/// Of the correlations that noise stands beside (FigureInput::beside_noise).
NetworkProfile network_profile(const FigureInput& input);

struct AgreementFigure {
  double observed = 0;  // NaN where fewer than three networks have a profile in both
  NullRange noise;      // upper
};

/// How alike two profiles are: Pearson correlations over the networks.
struct Agreement {
  /// Of the largest correlations, each network's in standard deviations from its mean over the
  /// observed and the draws: smooth networks correlate more with any model.
  AgreementFigure largest;
  /// Of the shares of neurons.
  AgreementFigure anchored;
};

/// Draw d of both must be of the same networks with the same random phases: what the two models
/// have in common with a network's noise they then have in common in every draw as well. The null
/// hypothesis is that neither couples. Where one has fewer draws, so many are used.
Agreement agreement(const NetworkProfile& first, const NetworkProfile& second);

}  // namespace anbn
