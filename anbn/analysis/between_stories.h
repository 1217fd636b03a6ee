// SPDX-License-Identifier: Apache-2.0
// Two stories with the same neurons and networks: do their couplings differ, and do they agree?
//
// Both questions have an answer in noise. A short story has larger best correlations than a long
// one, and neurons that are much alike anchor together whatever the brain does; so each figure
// stands beside the same under networks with random phases, drawn for each story by itself. Slow
// drift in both stories would agree too, so correlations are partial ones, given a nuisance set.
#pragma once

#include "anbn/analysis/story_series.h"
#include "anbn/backend/machine.h"
#include "anbn/core/nan.h"
#include "anbn/stats/correlation.h"
#include "anbn/stats/draws/null_range.h"

#include <optional>
#include <string>
#include <vector>

namespace anbn {

struct StoryPlan {
  std::size_t draws = 1000;
  std::uint64_t seed = 1;
  Delta delta = Delta::signed_value;
};

/// First minus second story of a figure, or (agreement) one number of both.
struct StoryFigure {
  std::string side;  // "neurons", "networks" or "pairs"
  std::string name;
  std::optional<int> layer;             // none: all
  double first = kNan, second = first;  // NaN for agreement
  double observed = 0;                  // the difference, or the agreement
  NullRange noise;                      // of the difference (both tails) or agreement (upper)
};

/// A series in both stories; kNoIndex and NaN where it cannot be coupled.
struct StoryDifference {
  Anchor first, second;
  double difference = kNan;  // of the largest correlations
  NullRange noise;
};

struct StoryPair {
  std::size_t first = 0, second = 0;  // stories
  std::vector<StoryFigure> differences, agreement;
  std::vector<StoryDifference> neurons, networks;  // [N], [M]
};

struct StoryComparison {
  std::vector<StoryPair> pairs;           // first < second, in order
  std::size_t neurons = 0, networks = 0;  // that vary in all stories, and are compared
};

/// Compares all pairs of `stories`; `layers` [N] are the neurons' (from 1). Series that are
/// constant, not finite or explained by the nuisance set in any story are left out. Draw d of a
/// story is a pure function of (seed, name, d); the same bytes for any number of threads. Throws
/// Error if there are fewer than two stories, or they differ in neurons or networks.
StoryComparison compare_stories(const std::vector<StorySeries>& stories,
                                const std::vector<int>& layers, const StoryPlan& plan,
                                const Machine& machine);

}  // namespace anbn
