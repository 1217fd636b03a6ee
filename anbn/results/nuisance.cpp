// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/nuisance.h"

namespace anbn {

std::vector<Regressor> regressors_of(const Table& table) {
  std::vector<Regressor> regressors;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    Regressor regressor{table.columns[j], {}};
    for (std::size_t t = 0; t < table.rows.size(); ++t)
      regressor.values.push_back(table.number(t, j));
    regressors.push_back(std::move(regressor));
  }
  return regressors;
}

void write(const std::vector<Regressor>& regressors, const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const Regressor& regressor : regressors) names.push_back(regressor.name);
  TsvWriter table(folder / "regressors.tsv", names);
  const std::size_t volumes = regressors.empty() ? 0 : regressors[0].values.size();
  for (std::size_t t = 0; t < volumes; ++t) {
    std::vector<TsvCell> cells;
    for (const Regressor& regressor : regressors) cells.emplace_back(regressor.values[t]);
    table.row(cells);
  }
  table.finish();
}

std::vector<Regressor> read_regressors(const std::filesystem::path& folder) {
  return regressors_of(read_tsv(folder / "regressors.tsv"));
}

}  // namespace anbn
