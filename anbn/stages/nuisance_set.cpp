// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/nuisance_set.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"

namespace anbn {

Nuisance nuisance_set(const NuisanceOptions& o, const std::filesystem::path& tokens,
                      std::size_t volumes, Threads& threads, Lengths lengths) {
  std::vector<Regressor> regressors = cosine_regressors(volumes, tr_of_tokens(tokens), o.cutoff_s);
  if (o.word_rate == YesNo::yes) {
    const std::vector<float> rate = predicted_word_rate(tokens, volumes, threads, lengths);
    regressors.push_back(
        {"word_rate", {rate.begin(), rate.begin() + static_cast<std::ptrdiff_t>(volumes)}});
  }
  if (o.position == YesNo::yes)
    for (Regressor& regressor : position_regressors(volumes))
      regressors.push_back(std::move(regressor));
  if (!o.nuisance.given()) return make_nuisance(volumes, regressors);
  const Table table = read_tsv(o.nuisance.path);
  const bool fits =
      lengths == Lengths::same ? table.rows.size() == volumes : table.rows.size() >= volumes;
  if (!fits)
    fail("{}: {} rows; expected one for each of the {} volumes used", table.file, table.rows.size(),
         volumes);
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    Regressor regressor{table.columns[j], {}};
    for (std::size_t t = 0; t < volumes; ++t) regressor.values.push_back(table.number(t, j));
    regressors.push_back(std::move(regressor));
  }
  return make_nuisance(volumes, regressors);
}

}  // namespace anbn
