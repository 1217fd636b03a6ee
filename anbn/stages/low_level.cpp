// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/low_level.h"

#include "anbn/core/error.h"
#include "anbn/results/nuisance.h"
#include "anbn/results/surprisal.h"
#include "anbn/results/tokens.h"
#include "anbn/signal/hrf.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/nuisance_set.h"
#include "anbn/text/letters.h"
#include "anbn/text/low_level_series.h"

#include <string>
#include <utility>

namespace anbn {

namespace fs = std::filesystem;

namespace {

void add_surprisal(const fs::path& folder, std::size_t volumes,
                   std::vector<Regressor>& regressors) {
  Regressor response = read_surprisal(folder).response;
  if (response.values.size() != volumes)
    fail("{}: {} volumes; the networks have {}. Does it use the volumes of the tokens?",
         (folder / "regressors.tsv").string(), response.values.size(), volumes);
  for (const Regressor& other : regressors)
    if (other.name == response.name)
      fail(
          "the study's own regressors have a column '{}', and so does the stage surprisal ({}); "
          "expected one of the two: take it out of nuisance_file, or the table [surprisal] away",
          other.name, folder.string());
  regressors.push_back(std::move(response));
}

}  // namespace

std::vector<Regressor> low_level_regressors(const fs::path& tokens, const fs::path& nuisance,
                                            const fs::path& surprisal, std::size_t volumes,
                                            Threads& threads) {
  const TokensResults found = read_tokens(tokens);
  if (found.time_s.size() != volumes)
    fail("{}: {} volumes; the networks have {}. Were the neurons made from these tokens?",
         (tokens / "volumes.tsv").string(), found.time_s.size(), volumes);
  std::vector<std::size_t> letters;
  for (const Word& word : found.words) letters.push_back(letters_of(word.text).size());
  const Matrix response = response_to(
      [&](std::int64_t first, std::size_t count) {
        return low_level_series(found.table, letters, first, count);
      },
      volumes, double_gamma_hrf(tr_of_tokens(tokens)), threads);
  std::vector<Regressor> regressors;
  for (std::size_t k = 0; k < kLowLevelSeries.size(); ++k) {
    Regressor regressor{std::string(kLowLevelSeries[k]), {}};
    for (std::size_t t = 0; t < volumes; ++t) regressor.values.push_back(response(t, k));
    regressors.push_back(std::move(regressor));
  }
  for (Regressor& regressor : own_regressors_of(nuisance, volumes))
    regressors.push_back(std::move(regressor));
  if (!surprisal.empty()) add_surprisal(surprisal, volumes, regressors);
  return regressors;
}

}  // namespace anbn
