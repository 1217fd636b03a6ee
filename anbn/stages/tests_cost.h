// SPDX-License-Identifier: Apache-2.0
// What it takes to test a coupling against null models, of one story or of several together.
#pragma once

#include "anbn/runner/cost.h"

#include <cstddef>

namespace anbn {

/// How much is tested: volumes of all stories, layers of the neurons.
struct TestedSizes {
  std::size_t volumes = 0, neurons = 0, networks = 0, layers = 0;
};

/// @param draws  of all null models
/// @param kept   noise draws, made plain and given the nuisance set
Cost cost_of_tests(const TestedSizes& sizes, double draws, double kept, const CostInputs& in);

}  // namespace anbn
