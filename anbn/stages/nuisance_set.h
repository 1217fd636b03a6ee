// SPDX-License-Identifier: Apache-2.0
// The nuisance set that stages which test a coupling share.
#pragma once

#include "anbn/core/options.h"
#include "anbn/core/parallel.h"
#include "anbn/signal/nuisance.h"
#include "anbn/stages/coupling_inputs.h"

#include <filesystem>

namespace anbn {

/// What the set is made from beside the intercept.
struct NuisanceOptions {
  double cutoff_s = 128;
  YesNo word_rate = YesNo::no;
  YesNo position = YesNo::no;
  Input nuisance{InputKind::file, Presence::optional};

  template <class V>
  void visit(V&& option) {
    option("cutoff_s", cutoff_s, "slowest period that is not regressed out",
           at_least(0).measured_in("s").meaning(0, "none is"));
    option("word_rate", word_rate, "regress the number of words out as well");
    option("position", position, "regress the position in the story and its square out as well");
    option("nuisance", nuisance, "TSV with further regressors, one row a volume used");
  }
};

/// The intercept, cosines slower than `cutoff_s`, the predicted word rate (from `tokens`, the
/// stage's folder) and the position in the story if asked for, and the columns of the table if
/// there is one. Throws Error if a table has not `volumes` rows (has fewer, where `lengths` says
/// that only the first ones are used).
Nuisance nuisance_set(const NuisanceOptions& options, const std::filesystem::path& tokens,
                      std::size_t volumes, Threads& threads, Lengths lengths = Lengths::same);

}  // namespace anbn
