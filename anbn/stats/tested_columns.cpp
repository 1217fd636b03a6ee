// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/tested_columns.h"

#include "anbn/core/error.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/correlation.h"

namespace anbn {

void check_volumes(MatrixView neurons, MatrixView networks) {
  if (neurons.rows != networks.rows)
    fail(
        "the neurons have {} volumes and the networks {}; expected the same story in both. Check "
        "first_volume and volumes.",
        neurons.rows, networks.rows);
}

TestedColumns tested_columns(MatrixView series, const Nuisance& nuisance, Threads& threads) {
  const Standardized standardized = unit_columns(series);
  std::vector<char> usable = standardized.usable();
  if (nuisance.rank() > 0)
    for (std::size_t j : unit_residuals(standardized.values, nuisance, threads).explained)
      usable[j] = 0;
  TestedColumns out{{}, indices_of(usable), std::vector<std::size_t>(series.cols, kNoIndex)};
  out.unit = columns_kept(standardized.values, out.column);
  for (std::size_t place = 0; place < out.column.size(); ++place)
    out.place[out.column[place]] = place;
  return out;
}

void keep_common(std::vector<TestedColumns>& stories) {
  const std::size_t series = stories.front().place.size();
  std::vector<char> usable(series, 1);
  for (const TestedColumns& story : stories)
    for (std::size_t i = 0; i < series; ++i) usable[i] = usable[i] && story.place[i] != kNoIndex;
  const std::vector<std::size_t> column = indices_of(usable);
  for (TestedColumns& story : stories) {
    if (story.column == column) continue;
    std::vector<std::size_t> places;
    for (std::size_t i : column) places.push_back(story.place[i]);
    story.unit = columns_kept(story.unit, places);
    story.column = column;
    story.place.assign(series, kNoIndex);
    for (std::size_t place = 0; place < column.size(); ++place) story.place[column[place]] = place;
  }
}

}  // namespace anbn
