// SPDX-License-Identifier: Apache-2.0
// Is there any coupling at all: several figures of all pairs together, each against the same in the
// draws, and one p value from all of them.
#pragma once

#include "anbn/core/nan.h"
#include "anbn/stats/draws/null_range.h"
#include "anbn/stats/draws/permutation.h"

#include <vector>

namespace anbn {

/// One figure; NaN where nothing could be tested.
struct OmnibusFigure {
  double observed = kNan;
  NullRange noise = kNoRange;  // p: of this figure by itself
  double p_adjusted = kNan;    // min_p() over its family
  double excess = kNan;        // excess() over the draws: what models are compared by
};

/// Two figures of the neurons of one layer that are tested.
struct LayerFigures {
  int layer = 0;
  OmnibusFigure neurons, square;  // as in OmnibusTests
};

/// The figures of a whole story (or of several together). The four and the layers are two families.
struct OmnibusTests {
  OmnibusFigure largest;             // over all pairs
  OmnibusFigure neurons, networks;   // mean over the neurons (networks) of each one's largest
  OmnibusFigure square;              // mean over all pairs of r^2
  std::vector<LayerFigures> layers;  // rising

  /// min_p() over the four: the verdict on whether there is any coupling. The smallest of their
  /// adjusted p; NaN where nothing could be tested.
  double p() const;
  /// The same over all figures of `layers`.
  double layers_p() const;
};

/// The layers that the neurons `tested` have, rising; none where `layers` [N] is empty.
std::vector<int> layers_among(const std::vector<int>& layers,
                              const std::vector<std::size_t>& tested);

/// The group of each neuron of `tested`: the place of its layer in `among`.
std::vector<std::size_t> groups_of(const std::vector<int>& layers,
                                   const std::vector<std::size_t>& tested,
                                   const std::vector<int>& among);

/// @param counts  with the means of all draws
/// @param layers  of the groups that the counts are of
OmnibusTests omnibus_tests(const PermutationCounts& counts, const std::vector<int>& layers);

}  // namespace anbn
