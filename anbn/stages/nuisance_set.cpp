// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/nuisance_set.h"

#include "anbn/core/error.h"
#include "anbn/io/number_table.h"
#include "anbn/results/nuisance.h"
#include "anbn/runner/stage.h"
#include "anbn/signal/standardize.h"
#include "anbn/text/speech_series.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace anbn {
namespace {

namespace fs = std::filesystem;

// A network that somebody has made from the words by another response or another clock is no copy.
constexpr double kItself = 0.99;

/// Whether a regressor of that name is made from words.
bool is_of_words(std::string_view name) {
  return std::find(kSpeechSeries.begin(), kSpeechSeries.end(), name) != kSpeechSeries.end();
}

std::vector<Regressor> read_cut(const fs::path& nuisance, std::size_t volumes, Lengths lengths) {
  std::vector<Regressor> regressors = read_regressors(nuisance);
  const std::size_t rows = regressors.empty() ? 0 : regressors.front().values.size();
  if (lengths == Lengths::same ? rows != volumes : rows < volumes)
    fail("{}: {} rows; the networks have {} volumes. Was it made from these tokens?",
         (nuisance / "regressors.tsv").string(), rows, volumes);
  for (Regressor& regressor : regressors) regressor.values.resize(volumes);
  return regressors;
}

/// A correlation needs two dimensions: in a single one all series are the same but for their sign.
Nuisance checked_set(const fs::path& nuisance, std::size_t volumes,
                     const std::vector<Regressor>& regressors) {
  Nuisance set = make_nuisance(volumes, regressors);
  if (set.rank() + 2 > volumes)
    fail(
        "{}: the nuisance set takes {} of {} volumes' degrees of freedom, which leaves none to a "
        "correlation. Leave parts of it out (nuisance, nuisance_without), raise cutoff_s or use "
        "more volumes",
        (nuisance / "regressors.tsv").string(), set.rank(), volumes);
  return set;
}

bool is_one_of(const Regressor& regressor, const Matrix& unit_networks) {
  Matrix column(unit_networks.rows, 1);
  for (std::size_t t = 0; t < column.rows; ++t)
    column(t, 0) = static_cast<float>(regressor.values[t]);
  const Matrix unit = unit_columns(column).values;
  for (std::size_t j = 0; j < unit_networks.cols; ++j) {
    double r = 0;
    for (std::size_t t = 0; t < column.rows; ++t) r += unit(t, 0) * unit_networks(t, j);
    if (std::abs(r) >= kItself) return true;
  }
  return false;
}

/// The set of `regressors` for where `networks` are coupled: what is tested leaves it.
Nuisance set_beside(const Matrix& networks, const fs::path& nuisance,
                    std::vector<Regressor> regressors) {
  const Matrix unit = unit_columns(networks).values;
  std::vector<Regressor> kept;
  std::vector<std::string> tested;
  for (Regressor& regressor : regressors) {
    const bool may_be = is_of_words(regressor.name) || is_own_regressor(regressor.name);
    if (may_be && is_one_of(regressor, unit))
      tested.push_back(std::move(regressor.name));
    else
      kept.push_back(std::move(regressor));
  }
  Nuisance set = checked_set(nuisance, networks.rows, kept);
  set.tested = std::move(tested);
  return set;
}

}  // namespace

Nuisance nuisance_set(const fs::path& nuisance, std::size_t volumes, Lengths lengths) {
  return checked_set(nuisance, volumes, read_cut(nuisance, volumes, lengths));
}

Nuisance nuisance_set(const fs::path& nuisance, const Matrix& networks, Lengths lengths) {
  return set_beside(networks, nuisance, read_cut(nuisance, networks.rows, lengths));
}

Nuisance pairing_set(const fs::path& words, const fs::path& brain, const Matrix& networks,
                     double tr_s) {
  const std::size_t volumes = networks.rows;
  const auto cutoff =
      nlohmann::json::parse(option_of_stage(words, "nuisance", "cutoff_s")).get<double>();
  std::vector<Regressor> set = cosine_regressors(volumes, tr_s, cutoff);
  std::vector<Regressor> of_words = read_cut(words, volumes, Lengths::shorter);
  const auto is_time = [](const Regressor& r) { return r.name.starts_with("story_time"); };
  if (std::any_of(of_words.begin(), of_words.end(), is_time))
    for (Regressor& r : story_time_regressors(volumes)) set.push_back(std::move(r));
  for (Regressor& r : of_words)
    if (is_of_words(r.name) || is_own_regressor(r.name)) set.push_back(std::move(r));
  for (Regressor& r : read_cut(brain, volumes, Lengths::shorter))
    if (is_own_regressor(r.name)) set.push_back(std::move(r));
  return set_beside(networks, words, std::move(set));
}

Nuisance drift_set(const fs::path& nuisance, std::size_t volumes, Lengths lengths) {
  std::vector<Regressor> regressors = read_cut(nuisance, volumes, lengths);
  std::erase_if(regressors, [](const Regressor& r) { return is_of_words(r.name); });
  return checked_set(nuisance, volumes, regressors);
}

Nuisance slow_set(const fs::path& nuisance, std::size_t volumes) {
  std::vector<Regressor> regressors = read_cut(nuisance, volumes, Lengths::same);
  std::erase_if(regressors,
                [](const Regressor& r) { return is_of_words(r.name) || is_own_regressor(r.name); });
  return checked_set(nuisance, volumes, regressors);
}

std::vector<Regressor> own_regressors_of(const fs::path& nuisance, std::size_t volumes) {
  std::vector<Regressor> regressors = read_cut(nuisance, volumes, Lengths::same);
  std::erase_if(regressors, [](const Regressor& r) { return !is_own_regressor(r.name); });
  return regressors;
}

std::vector<Regressor> own_regressors(const fs::path& file, std::size_t volumes) {
  const Table table = read_number_table(file);
  if (table.rows.size() != volumes)
    fail("{}: {} rows; expected one for each of the {} volumes used", table.file, table.rows.size(),
         volumes);
  std::vector<Regressor> regressors = regressors_of(table);
  for (const Regressor& regressor : regressors)
    if (!is_own_regressor(regressor.name))
      fail("{}: a column is called '{}', as one of the set's own is; expected another name",
           table.file, regressor.name);
  return regressors;
}

bool is_own_regressor(std::string_view name) {
  return !is_of_words(name) && name != "intercept" && !name.starts_with("cosine_") &&
         !name.starts_with("story_time");
}

void note(const Nuisance& nuisance, Notes& notes) {
  notes.facts.emplace_back("nuisance regressors", std::to_string(nuisance.rank()));
  if (2 * nuisance.rank() > nuisance.volumes)
    notes.warnings.push_back(fmt::format(
        "the nuisance set takes {} of {} degrees of freedom: little is left to couple; is cutoff_s "
        "too short, or the story?",
        nuisance.rank(), nuisance.volumes));
  for (const std::string& name : nuisance.tested)
    notes.warnings.push_back(fmt::format(
        "'{}' has left the nuisance set, since one of the networks is that very series", name));
}

}  // namespace anbn
