// SPDX-License-Identifier: Apache-2.0
// Which series the calibrated test calls, and what is told of them beside their p: descriptions,
// since the same data chose them.
#pragma once

#include "anbn/analysis/significance.h"

#include <cstddef>
#include <vector>

namespace anbn {

/// At or below this family-wise p something couples, and single neurons and networks are named.
inline constexpr double kNamedP = 0.05;
/// At or below this false discovery rate series stand in the second list.
inline constexpr double kListedQ = 0.05;

/// From this correlation of two time courses on (whatever its sign, without the nuisance set) the
/// weaker series is told as one that resembles the stronger: they have half of their variance in
/// common.
inline constexpr double kAlikeCourses = 0.7;

/// So many called networks are looked at beside stronger ones: each costs as many draws as a test,
/// and beside the neurons of dozens of others little is left to be told of one.
inline constexpr std::size_t kBesideStronger = 32;

/// Whether series `i` is named: family-wise.
bool is_named(const SideTests& side, std::size_t i);

/// Whether series `i` is called: it is named, or, where the test over all pairs finds coupling, is
/// within kListedQ.
bool is_called(const SideTests& side, double global_p, std::size_t i);

/// What is told of the series that are called.
struct CalledSeries {
  /// [N], [M] the strongest called series that this one resembles, if it is called and is not that
  /// one itself; else kNoIndex.
  std::vector<std::size_t> neurons_alike, networks_alike;
  /// [M] p of the network's largest partial correlation once the anchored neurons of all stronger
  /// called networks are regressed out as well; NaN where there is none, and of all but the
  /// kBesideStronger strongest. No test: these neurons and
  /// the network were chosen by what they have in common. It would be one where they were chosen on
  /// other stories.
  std::vector<double> network_p_given_stronger;
};

/// @param stories  with the nuisance sets that `tests` were made with
/// @param tests    of `plan`, on the same series
CalledSeries called_series(const StoryViews& stories, const NullTests& tests, const TestPlan& plan,
                           const Machine& machine);

}  // namespace anbn
