// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/significance_tables.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/stages/stage.h"
#include "anbn/stats/corrections.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

/// The rows of a table of anchors, in the order of its four columns, and the anchors in them.
std::vector<std::vector<std::string>> read_anchors(const fs::path& file,
                                                   const std::vector<std::string>& columns,
                                                   const char* partner, std::size_t rows,
                                                   std::size_t partners,
                                                   std::vector<Anchor>& anchors) {
  const Table table = read_tsv(file);
  if (table.rows.size() != rows)
    fail("{}: {} rows; expected {}. Was it made from these time courses and networks?", table.file,
         table.rows.size(), rows);
  std::vector<std::vector<std::string>> out(rows);
  const std::size_t index = table.column(partner), correlation = table.column("correlation");
  for (std::size_t i = 0; i < rows; ++i) {
    for (const std::string& name : columns) out[i].push_back(table.rows[i][table.column(name)]);
    Anchor anchor;
    if (table.optional_number(i, index)) {
      const std::int64_t number = table.integer(i, index);
      if (number < 1 || number > static_cast<std::int64_t>(partners))
        fail("{}:{}: {} is {}; expected 1 to {}", table.file, table.lines[i], partner, number,
             partners);
      anchor = {static_cast<std::size_t>(number - 1),
                static_cast<float>(table.number(i, correlation))};
    }
    anchors.push_back(anchor);
  }
  return out;
}

// The column of partners that the plain coupling has too, under the calibrated test.
std::vector<TsvCell> partner_cells(const Anchor& best, const std::vector<std::string>* labels) {
  const bool none = best.index == kNoIndex;
  std::vector<TsvCell> cells;
  cells.emplace_back(none ? std::nullopt : std::optional(best.index + 1));
  if (labels) cells.emplace_back(none ? "n/a" : (*labels)[best.index]);
  cells.emplace_back(best.correlation);
  return cells;
}

void write_side(const fs::path& file, std::vector<std::string> first_columns,
                const std::vector<std::vector<std::string>>& first_cells,
                const std::vector<std::string>& partner_columns,
                const std::vector<std::string>* partner_labels, const Expected& expected,
                const SideTests& shuffle, const SideTests& phase) {
  std::vector<std::string> columns = std::move(first_columns);
  for (const char* name : {"expected", "expected_95", "shuffle_pair_p", "shuffle_pair_q",
                           "shuffle_max_p", "shuffle_max_q", "shuffle_p_fwe"})
    columns.emplace_back(name);
  columns.insert(columns.end(), partner_columns.begin(), partner_columns.end());
  for (const char* name : {"phase_correlation", "phase_pair_p", "phase_pair_q", "phase_max_p",
                           "phase_max_q", "phase_p_fwe"})
    columns.emplace_back(name);
  TsvWriter writer(file, columns);
  for (std::size_t i = 0; i < first_cells.size(); ++i) {
    std::vector<TsvCell> cells(first_cells[i].begin(), first_cells[i].end());
    const auto add = [&](const std::vector<double>& values) { cells.emplace_back(values[i]); };
    add(expected.mean), add(expected.percentile_95);
    add(shuffle.pair_p), add(shuffle.pair_q), add(shuffle.max_p), add(shuffle.max_q);
    add(shuffle.p_fwe);
    const auto partner = partner_cells(phase.best[i], partner_labels);
    cells.insert(cells.end(), partner.begin(), partner.end());
    add(phase.pair_p), add(phase.pair_q), add(phase.max_p), add(phase.max_q), add(phase.p_fwe);
    writer.row(cells);
  }
  writer.finish();
}

// JSON knows no NaN.
ordered_json number_or_null(double value) {
  return std::isnan(value) ? ordered_json() : ordered_json(value);
}

std::size_t count_tested(const SideTests& side) {
  return static_cast<std::size_t>(
      std::count_if(side.max_p.begin(), side.max_p.end(), [](double p) { return !std::isnan(p); }));
}

void add_reach(ordered_json& j, std::size_t tested, std::size_t permutations) {
  const auto needed = tests_needed_for_q(tested, permutations, 0.01);
  j["smallest_q"] = smallest_q(tested, permutations);
  j["neurons_for_q_01"] = needed ? ordered_json(*needed) : ordered_json();
}

ordered_json side_summary(const SideTests& shuffle, const SideTests& phase, double alpha) {
  ordered_json j;
  j["tested"] = count_tested(shuffle);
  j["tested_phase"] = count_tested(phase);
  auto& significant = j["significant"];
  significant["shuffle_pair_q"] = count_at_most(shuffle.pair_q, alpha);
  significant["shuffle_max_q"] = count_at_most(shuffle.max_q, alpha);
  significant["phase_pair_q"] = count_at_most(phase.pair_q, alpha);
  significant["phase_max_q"] = count_at_most(phase.max_q, alpha);
  significant["phase_max_q_05"] = count_at_most(phase.max_q, 0.05);
  significant["phase_max_p_01"] = count_below(phase.max_p, 0.01);
  significant["shuffle_pair_p_01"] = count_below(shuffle.pair_p, 0.01);
  return j;
}

ordered_json global_summary(const GlobalTest& global, const std::vector<std::string>& labels) {
  ordered_json j;
  j["observed"] = number_or_null(global.observed);
  j["p"] = number_or_null(global.p);
  j["pair"] = global.neuron == kNoIndex
                  ? ordered_json()
                  : ordered_json(fmt::format("{}-BN{}", labels[global.neuron], global.network + 1));
  j["null_mean"] = number_or_null(global.null_mean);
  j["null_95"] = number_or_null(global.null_95);
  return j;
}

}  // namespace

CouplingTables read_coupling_tables(const fs::path& folder, std::size_t neurons,
                                    std::size_t networks) {
  CouplingTables out;
  out.delta = delta_named(
      nlohmann::json::parse(option_of_stage(folder, "coupling", "delta")).get<std::string>());
  out.neurons = read_anchors(folder / "neurons.tsv", {"neuron", "label", "network", "correlation"},
                             "network", neurons, networks, out.anchoring.neurons);
  out.networks =
      read_anchors(folder / "networks.tsv", {"network", "neuron", "label", "correlation"}, "neuron",
                   networks, neurons, out.anchoring.networks);
  return out;
}

void write_significance(const SignificanceTables& tables, const CouplingTables& coupling,
                        const fs::path& out) {
  write_side(out / "neurons.tsv", {"neuron", "label", "network", "correlation"}, coupling.neurons,
             {"phase_network"}, nullptr, tables.expected_neurons, tables.shuffle.neurons,
             tables.phase.neurons);
  write_side(out / "networks.tsv", {"network", "neuron", "label", "correlation"}, coupling.networks,
             {"phase_neuron", "phase_label"}, &tables.labels, tables.expected_networks,
             tables.shuffle.networks, tables.phase.networks);
  ordered_json summary;
  summary["permutations"] = tables.permutations;
  summary["alpha"] = tables.alpha;
  summary["family"] = fmt::format("{}{} neurons are one family, {} networks another",
                                  tables.story.empty() ? "" : tables.story + ": ",
                                  tables.labels.size(), tables.phase.networks.max_p.size());
  summary["neurons"] = side_summary(tables.shuffle.neurons, tables.phase.neurons, tables.alpha);
  summary["networks"] = side_summary(tables.shuffle.networks, tables.phase.networks, tables.alpha);
  summary["global"] = global_summary(tables.phase.global, tables.labels);
  summary["shuffle_global"] = global_summary(tables.shuffle.global, tables.labels);
  add_reach(summary, count_tested(tables.phase.neurons), tables.permutations);
  summary["nuisance"] = tables.nuisance;
  write_file(out / "summary.json", summary.dump(2) + "\n");
}

}  // namespace anbn
