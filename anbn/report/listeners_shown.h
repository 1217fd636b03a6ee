// SPDX-License-Identifier: Apache-2.0
// What the report shows of single listeners and of stories side by side. None of it decides
// anything, so every number comes with what noise gives.
#pragma once

#include "anbn/results/stage_record.h"

#include <cstddef>
#include <string>
#include <vector>

namespace anbn {

/// A number beside the same in phase-randomized draws: mean, 95 % range, share that reaches it.
struct BesideNoise {
  double observed = 0, noise = 0, low = 0, high = 0, p = 1;
};

/// A row of listeners/figures.tsv.
struct ListenerRow {
  std::string side, figure;
  BesideNoise value;
};

/// A network's noise ceiling and how much of it the best coupling reaches.
struct CeilingRow {
  int network = 0;
  std::string name, label;  // label is the neuron's
  double correlation = 0, isc = 0, isc_p = 1, ceiling = 0;
  BesideNoise reached;
};

struct ListenersShown {
  std::size_t listeners = 0, draws = 0, splits = 0, missing = 0;
  std::string all_splits;            // "all" where no more halves exist, else "random"
  std::vector<ListenerRow> figures;  // none with one listener
  std::vector<CeilingRow> ceilings;  // [M]
};

/// A row of stories/differences.tsv or agreement.tsv; layer 0: all.
struct StoryRow {
  std::string side, figure;
  int layer = 0;
  double first = 0, second = 0;
  BesideNoise value;  // of the difference, or of the agreement
};

struct StoryPairShown {
  std::string first, second;  // titles
  std::vector<StoryRow> differences, agreement;
};

/// One variant.
struct StoriesShown {
  std::string variant;
  std::size_t draws = 0;
  std::vector<StoryPairShown> pairs;
  StageRecord stage;
};

}  // namespace anbn
