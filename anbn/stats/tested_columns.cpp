// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/tested_columns.h"

#include "anbn/core/error.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/correlation.h"

namespace anbn {

void check_volumes(const Matrix& neurons, const Matrix& networks) {
  if (neurons.rows != networks.rows)
    fail(
        "the neurons have {} volumes and the networks {}; expected the same story in both. Check "
        "first_volume and volumes.",
        neurons.rows, networks.rows);
}

TestedColumns tested_columns(const Matrix& series, const Nuisance& nuisance) {
  const Standardized standardized = unit_columns(series);
  std::vector<char> usable = standardized.usable();
  if (nuisance.rank() > 0)
    for (std::size_t j : unit_residuals(standardized.values, nuisance).explained) usable[j] = 0;
  TestedColumns out{{}, indices_of(usable), std::vector<std::size_t>(series.cols, kNoIndex)};
  out.unit = columns_kept(standardized.values, out.column);
  for (std::size_t place = 0; place < out.column.size(); ++place)
    out.place[out.column[place]] = place;
  return out;
}

}  // namespace anbn
