// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/encoding_tables.h"

#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/stats/corrections.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

std::optional<std::size_t> number_of(std::size_t index) {
  return index == kNoIndex ? std::nullopt : std::optional(index + 1);
}

void write_groups(const EncodingResults& results, const fs::path& file) {
  TsvWriter tsv(file,
                {"group", "label", "neurons", "tested", "mean", "mean_noise", "mean_noise_low",
                 "mean_noise_high", "mean_p", "network", "correlation", "noise", "noise_95", "p"});
  for (std::size_t g = 0; g < results.groups.size(); ++g) {
    const GroupTests& t = results.tests.groups[g];
    tsv.row({g + 1, results.groups[g].label, results.groups[g].neurons.size(), t.usable,
             t.mean.observed, t.mean.null_mean, t.mean.null_low, t.mean.null_high, t.mean.p,
             number_of(t.best), t.largest.observed, t.largest.null_mean, t.largest.null_95,
             t.largest.p});
  }
  tsv.finish();
}

void write_networks(const EncodingResults& results, const fs::path& file) {
  TsvWriter tsv(file, {"network", "group", "label", "correlation", "noise", "noise_95", "p", "q"});
  for (std::size_t j = 0; j < results.tests.networks.size(); ++j) {
    const AgainstDraws& t = results.tests.networks[j];
    const std::size_t best = results.tests.best[j];
    tsv.row({j + 1, number_of(best), best == kNoIndex ? "n/a" : results.groups[best].label,
             t.observed, t.null_mean, t.null_95, t.p, results.tests.q[j]});
  }
  tsv.finish();
}

void write_pairs(const EncodingResults& results, const fs::path& file) {
  TsvWriter tsv(
      file, {"group", "label", "network", "correlation", "noise", "noise_95", "p", "q", "p_fwe"});
  for (std::size_t g = 0; g < results.groups.size(); ++g)
    for (std::size_t j = 0; j < results.tests.groups[g].networks.size(); ++j) {
      const GroupTests& group = results.tests.groups[g];
      const AgainstDraws& t = group.networks[j];
      tsv.row({g + 1, results.groups[g].label, j + 1, t.observed, t.null_mean, t.null_95, t.p,
               group.q[j], group.p_fwe[j]});
    }
  tsv.finish();
}

void write_folds(const EncodingResults& results, const fs::path& file) {
  TsvWriter tsv(file, {"fold", "first_volume", "volumes", "training_volumes"});
  const RidgePlan& plan = results.plan.ridge;
  const auto folds = contiguous_folds(all_volumes(results.volumes), plan.folds, plan.gap);
  for (std::size_t f = 0; f < folds.size(); ++f)
    tsv.row({f + 1, folds[f].held_out.front(), folds[f].held_out.size(), folds[f].training.size()});
  tsv.finish();
}

void write_matrices(const EncodingResults& results, const fs::path& out) {
  const std::size_t groups = results.groups.size(), networks = results.tests.networks.size();
  const std::size_t folds = results.plan.ridge.folds;
  Matrix correlation(groups, networks), penalty(groups * folds, networks);
  for (std::size_t g = 0; g < groups; ++g) {
    const GroupTests& t = results.tests.groups[g];
    for (std::size_t j = 0; j < networks; ++j)
      correlation(g, j) = static_cast<float>(t.networks[j].observed);
    for (std::size_t f = 0; f < folds; ++f)
      for (std::size_t j = 0; j < networks; ++j)
        penalty(g * folds + f, j) = static_cast<float>(t.penalty[f * networks + j]);
  }
  write_npy(out / "correlation.npy", correlation);
  write_npy(out / "penalty.npy", penalty);
}

// JSON knows no NaN.
ordered_json number_or_null(double value) {
  return std::isnan(value) ? ordered_json() : ordered_json(value);
}

ordered_json summary_of(const EncodingResults& results) {
  const RidgeTests& tests = results.tests;
  std::vector<double> pair_q, pair_fwe;
  std::size_t tested = 0;
  for (const GroupTests& group : tests.groups) {
    pair_q.insert(pair_q.end(), group.q.begin(), group.q.end());
    pair_fwe.insert(pair_fwe.end(), group.p_fwe.begin(), group.p_fwe.end());
  }
  for (const AgainstDraws& network : tests.networks) tested += std::isnan(network.p) ? 0 : 1;
  ordered_json j;
  j["null"] = results.plan.null;
  j["permutations"] = results.tests.permutations;
  j["gap_volumes"] = results.plan.ridge.gap;
  j["family"] = fmt::format(
      "{}{} pairs of a group of neurons and a network are one family, {} "
      "networks another",
      results.story.empty() ? "" : results.story + ": ", tests.tested, tested);
  j["pairs"] = {{"tested", tests.tested},
                {"significant_q_05", count_at_most(pair_q, 0.05)},
                {"significant_fwe_05", count_at_most(pair_fwe, 0.05)}};
  j["networks"] = {{"tested", tested}, {"significant_q_05", count_at_most(tests.q, 0.05)}};
  j["smallest_q"] = smallest_q(tested, results.tests.permutations);
  j["global"] = {{"observed", number_or_null(tests.global.observed)},
                 {"p", number_or_null(tests.global.p)},
                 {"null_mean", number_or_null(tests.global.null_mean)},
                 {"null_95", number_or_null(tests.global.null_95)}};
  j["nuisance"] = results.nuisance;
  return j;
}

}  // namespace

void write_encoding(const EncodingResults& results, const fs::path& out) {
  write_groups(results, out / "groups.tsv");
  write_networks(results, out / "networks.tsv");
  write_pairs(results, out / "pairs.tsv");
  write_folds(results, out / "folds.tsv");
  write_matrices(results, out);
  write_file(out / "summary.json", summary_of(results).dump(2) + "\n");
}

}  // namespace anbn
