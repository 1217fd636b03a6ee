// SPDX-License-Identifier: Apache-2.0
// What counts of draws are made of, whatever the draws are.
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/stats/draws/permutation.h"

#include <limits>
#include <vector>

namespace anbn {

inline constexpr float kLowest = -std::numeric_limits<float>::infinity();

/// `best` and the argmaxes of draw `slot` in the correlations [count x draws M] of neurons `first`,
/// first + 1, ...; ties to the lowest index.
Anchoring best_of_draw(const ConstView& r, std::size_t first, std::size_t slot, Delta delta,
                       Anchoring best);

/// Gathers the statistics of the observed arrangement, a block of neurons after the other.
class Observer {
 public:
  /// `pairs`, `plan` and `backend` must outlive it.
  Observer(const AnchoredPairs& pairs, const CountPlan& plan, const Backend& backend);

  /// @param r  [count x M] correlations of neurons first .. first+count-1
  void add(std::size_t first, const ConstView& r);
  /// All statistics, and no draws.
  PermutationCounts take();

 private:
  const AnchoredPairs& pairs_;
  const CountPlan& plan_;
  const Backend& backend_;
  Anchoring best_;
  std::vector<float> squares_;
  PermutationCounts out_;
};

/// What draws must reach.
std::vector<float> thresholds(const std::vector<float>& observed);

void set_to_zero(SideReached& reached, std::size_t series);
void add_to(SideReached& sum, const SideReached& counts);

/// Begins with the counts of an earlier run, or with none, of at most so many draws.
void begin_with(const DrawCounts& counted, std::size_t permutations, PermutationCounts& out);

/// Makes room for draws 0 .. draws-1.
void extend(DrawCounts& drawn, std::size_t draws);

}  // namespace anbn
