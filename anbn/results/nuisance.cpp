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
  Table table;
  for (const Regressor& regressor : regressors) {
    table.columns.push_back(regressor.name);
    table.rows.resize(regressor.values.size());
    for (std::size_t t = 0; t < regressor.values.size(); ++t)
      table.rows[t].push_back(TsvCell(regressor.values[t]).text);
  }
  write_tsv(folder / "regressors.tsv", table);
}

std::vector<Regressor> read_regressors(const std::filesystem::path& folder) {
  return regressors_of(read_tsv(folder / "regressors.tsv"));
}

}  // namespace anbn
