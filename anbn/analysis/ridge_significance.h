// SPDX-License-Identifier: Apache-2.0
// How well groups of neurons predict networks in volumes that the model never saw, and how well
// they predict networks that have nothing to do with them. Every draw is fitted as the observed
// networks are, its penalties chosen anew.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/signal/nuisance.h"
#include "anbn/stats/correlation.h"
#include "anbn/stats/nulls/null.h"
#include "anbn/stats/ridge.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Neurons that predict together.
struct NeuronGroup {
  std::string label;                 // "L3"
  std::vector<std::size_t> neurons;  // columns
};

struct RidgeTestPlan {
  RidgePlan ridge;
  std::string_view null = "phase";  // a null model's name
  NullSources sources;              // what it reads beside the networks
  std::size_t permutations = 1000;  // fewer are made of a model that has no more
  std::uint64_t seed = 1;
};

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
  std::vector<double> q;               // [M] over the networks
  AgainstDraws global;                 // the largest over all groups and networks
  std::size_t tested = 0;              // pairs of a group and a network
};

/// Tests every group of columns of `neurons` [T x N] on every column of `networks` [T x M].
/// The nuisance set is regressed out of neurons, networks and every draw over all T volumes, as the
/// coupling's test does it.
/// Throws Error if the lengths differ, no null model has that name, or as ridge_model does.
RidgeTests test_ridge(const Matrix& neurons, const Matrix& networks,
                      const std::vector<NeuronGroup>& groups, const Nuisance& nuisance,
                      const RidgeTestPlan& plan, const Machine& machine);

}  // namespace anbn
