// SPDX-License-Identifier: Apache-2.0
// The nuisance set that stages which test a coupling share.
#pragma once

#include "anbn/core/options.h"
#include "anbn/core/parallel.h"
#include "anbn/signal/nuisance.h"

#include <filesystem>

namespace anbn {

/// What the set is made from.
struct NuisanceChoice {
  std::filesystem::path tokens;  // result of the stage, for the TR and the word rate
  double cutoff_s;               // 0: no cosines
  Choice word_rate;              // "yes" or "no"
  Input table;                   // TSV with one row a volume used
};

/// The intercept, cosines slower than `cutoff_s`, the predicted word rate if asked for, and the
/// columns of the table if there is one. Throws Error if a table has not `volumes` rows.
Nuisance nuisance_set(const NuisanceChoice& choice, std::size_t volumes, Threads& threads);

}  // namespace anbn
