// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/surprisal.h"

#include "anbn/core/error.h"
#include "anbn/results/columns.h"
#include "anbn/results/nuisance.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct SurprisalRows {
  SurprisalResults& results;

  template <class V>
  void columns(V&& column) {
    column.numbered("word", results.words.size());
    column("text", results.words);
    column("volume", results.volumes);
    column("surprisal", results.nats);
  }
};

}  // namespace

void write(const SurprisalResults& given, const fs::path& folder) {
  write_columns(folder / "surprisal.tsv", SurprisalRows{visited(given)});
  write(std::vector<Regressor>{given.response}, folder);
}

SurprisalResults read_surprisal(const fs::path& folder) {
  SurprisalResults results;
  read_columns(folder / "surprisal.tsv", SurprisalRows{results});
  std::vector<Regressor> responses = read_regressors(folder);
  if (responses.size() != 1)
    fail("{}: {} columns; expected one. Run the stage again", (folder / "regressors.tsv").string(),
         responses.size());
  results.response = std::move(responses.front());
  return results;
}

}  // namespace anbn
