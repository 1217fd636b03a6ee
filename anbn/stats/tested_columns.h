// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/core/matrix_view.h"
#include "anbn/signal/nuisance.h"

#include <cstddef>
#include <vector>

namespace anbn {

/// Throws Error unless both sides have as many volumes.
void check_volumes(MatrixView neurons, MatrixView networks);

/// Columns that can be tested: constant ones would win where all others are negative.
struct TestedColumns {
  Matrix unit;                      // [T x tested] of mean 0 and norm 1
  std::vector<std::size_t> column;  // of the original, for each tested one; rising
  std::vector<std::size_t> place;   // the reverse; kNoIndex where a column is left out
};

/// Those of `series` [T x C] that are not constant, finite and not explained by the nuisance set
/// (which is still in them).
TestedColumns tested_columns(MatrixView series, const Nuisance& nuisance, Threads& threads);

/// Leaves of each story, of the same C series, those that are tested in all of them.
void keep_common(std::vector<TestedColumns>& stories);

}  // namespace anbn
