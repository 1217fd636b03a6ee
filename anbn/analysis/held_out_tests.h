// SPDX-License-Identifier: Apache-2.0
// How well groups of neurons predict networks in what they never saw, beside the same of draws that
// have nothing to do with them: p of each pair, group and network, whatever the figure is.
#pragma once

#include "anbn/stats/correlation.h"
#include "anbn/stats/tested_columns.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// Neurons that predict together.
struct NeuronGroup {
  std::string label;                 // "L3"
  std::vector<std::size_t> neurons;  // columns
};

/// The neurons of a group that can predict, from all tested ones without the nuisance set.
/// @param clean  [T x tested]
Matrix features_of(const NeuronGroup& group, const TestedColumns& neurons, const Matrix& clean);

/// One figure against the same in every draw. NaN where there is none.
struct AgainstDraws {
  double observed = 0, p = 0;
  double null_mean = 0, null_low = 0, null_95 = 0, null_high = 0;  // 2.5, 95, 97.5 percent
};

/// One group of neurons. NaN where a network, or the group, cannot be tested.
struct GroupTests {
  std::size_t usable = 0;              // neurons that are neither constant nor explained
  std::vector<AgainstDraws> networks;  // [M] each network by itself
  std::vector<double> q, p_fwe;        // [M] over all groups and networks
  std::vector<double> penalty;         // [folds x M] chosen
  AgainstDraws mean, largest;          // over the networks
  std::size_t best = kNoIndex;         // the network with the largest
};

struct RidgeTests {
  std::size_t permutations = 0;  // draws made
  std::vector<GroupTests> groups;
  std::vector<AgainstDraws> networks;  // [M] the largest over the groups
  std::vector<std::size_t> best;       // [M] the group where it is; kNoIndex
  std::vector<double> q, p_fwe;        // [M] over the networks
  AgainstDraws global;                 // the largest over all groups and networks
  std::size_t tested = 0;              // pairs of a group and a network
};

/// What each draw gave in each tested network [P x usable], row-major. Higher is better; NaN counts
/// as having reached everything.
class DrawnFigures {
 public:
  DrawnFigures(std::size_t permutations, std::size_t networks)
      : permutations_(permutations), networks_(networks), values_(permutations * networks) {}

  double& operator()(std::size_t draw, std::size_t j) { return values_[draw * networks_ + j]; }
  double operator()(std::size_t draw, std::size_t j) const { return values_[draw * networks_ + j]; }
  std::span<const double> row(std::size_t draw) const {
    return {values_.data() + draw * networks_, networks_};
  }
  std::vector<double> column(std::size_t j) const;
  std::size_t permutations() const { return permutations_; }
  std::size_t networks() const { return networks_; }

 private:
  std::size_t permutations_, networks_;
  std::vector<double> values_;
};

/// What one group observed in the tested networks.
struct GroupFigures {
  std::size_t usable = 0;         // neurons
  std::vector<double> figures;    // [usable networks]; NaN where there is none
  std::vector<double> penalties;  // [folds x usable networks] chosen
};

/// Gathers the groups' figures and their draws, one group after the other.
class HeldOutTests {
 public:
  /// @param tested    columns of the networks that are tested, rising
  /// @param networks  M
  HeldOutTests(std::vector<std::size_t> tested, std::size_t networks, std::size_t folds,
               std::size_t permutations);

  /// The next group, of which nothing can be tested.
  void add_untested();
  const GroupTests& add(const GroupFigures& observed, const DrawnFigures& draws);
  /// All tests, once every group is there.
  RidgeTests finished();

 private:
  std::vector<std::size_t> tested_;
  std::size_t folds_;
  DrawnFigures largest_;  // over the groups so far
  RidgeTests tests_;
};

}  // namespace anbn
