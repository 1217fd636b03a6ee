// SPDX-License-Identifier: Apache-2.0
// The nuisance set that stages which test a coupling share.
#pragma once

#include "anbn/core/options.h"
#include "anbn/core/parallel.h"
#include "anbn/signal/nuisance.h"
#include "anbn/stages/coupling_inputs.h"

#include <filesystem>

namespace anbn {

/// What the set is made from.
struct NuisanceChoice {
  std::filesystem::path tokens;  // result of the stage, for the TR and the word rate
  double cutoff_s;               // 0: no cosines
  YesNo word_rate = YesNo::no;
  YesNo position = YesNo::no;
  Input table;                      // TSV with one row a volume used
  Lengths lengths = Lengths::same;  // shorter: of the word rate and the table the first rows count
};

/// The intercept, cosines slower than `cutoff_s`, the predicted word rate and the position in the
/// story if asked for, and the columns of the table if there is one. Throws Error if a table has
/// not `volumes` rows (has fewer, where only the first ones are used).
Nuisance nuisance_set(const NuisanceChoice& choice, std::size_t volumes, Threads& threads);

}  // namespace anbn
