// SPDX-License-Identifier: Apache-2.0
// How well groups of neurons predict networks in volumes that the model never saw, and how well
// they predict networks that have nothing to do with them. Every draw is fitted as the observed
// networks are, its penalties chosen anew.
#pragma once

#include "anbn/analysis/held_out_tests.h"
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

struct RidgeTestPlan {
  RidgePlan ridge;
  std::string_view null = "phase";  // a null model's name
  NullSources sources;              // what it reads beside the networks
  std::size_t permutations = 1000;  // fewer are made of a model that has no more
  std::uint64_t seed = 1;
};

/// Tests every group of columns of `neurons` [T x N] on every column of `networks` [T x M].
/// The nuisance set is regressed out of neurons, networks and every draw over all T volumes, as the
/// coupling's test does it.
/// Throws Error if the lengths differ, no null model has that name, or as ridge_model does.
RidgeTests test_ridge(MatrixView neurons, MatrixView networks,
                      const std::vector<NeuronGroup>& groups, const Nuisance& nuisance,
                      const RidgeTestPlan& plan, const Machine& machine);

}  // namespace anbn
