// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/significance_tables.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/runner/stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/significance_draws.h"
#include "anbn/stats/corrections.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>

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

/// Neurons or networks with their anchors, and which half of each test is about them.
struct Side {
  std::vector<std::string> columns;  // of the plain coupling
  const std::vector<std::vector<std::string>>& cells;
  const char* partner;                     // "network" or "neuron"
  const std::vector<std::string>* labels;  // of the partners, if they have some
  const Expected& expected;
  SideTests NullTests::*tests;
};

/// The null models whose statistic is not the plain PCC have argmaxes of their own.
bool has_partners(const TestedNull& null) {
  return null.partial || null.model->role != NullRole::papers;
}

std::vector<std::string> columns_of(const Side& side, const std::vector<TestedNull>& nulls) {
  std::vector<std::string> columns = side.columns;
  columns.insert(columns.end(), {"expected", "expected_95"});
  for (const TestedNull& null : nulls) {
    const std::string prefix = null_prefix(null.model->name) + "_";
    if (has_partners(null)) {
      columns.push_back(prefix + side.partner);
      if (side.labels) columns.push_back(prefix + "label");
      columns.push_back(prefix + "correlation");
    }
    for (const char* name : {"pair_p", "pair_q", "max_p", "max_q", "p_fwe"})
      columns.push_back(prefix + name);
  }
  return columns;
}

void write_side(const fs::path& file, const Side& side, const std::vector<TestedNull>& nulls) {
  TsvWriter writer(file, columns_of(side, nulls));
  for (std::size_t i = 0; i < side.cells.size(); ++i) {
    std::vector<TsvCell> cells(side.cells[i].begin(), side.cells[i].end());
    cells.emplace_back(side.expected.mean[i]);
    cells.emplace_back(side.expected.percentile_95[i]);
    for (const TestedNull& null : nulls) {
      const SideTests& t = null.tests.*side.tests;
      if (has_partners(null)) {
        const auto partner = partner_cells(t.best[i], side.labels);
        cells.insert(cells.end(), partner.begin(), partner.end());
      }
      for (const auto* values : {&t.pair_p, &t.pair_q, &t.max_p, &t.max_q, &t.p_fwe})
        cells.emplace_back((*values)[i]);
    }
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

void add_reach(ordered_json& j, std::size_t tested, std::size_t permutations,
               Correction correction) {
  const auto needed = tests_needed_for_q(tested, permutations, 0.01, correction);
  j["smallest_q"] = smallest_q(tested, permutations, correction);
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

/// "pieman: 9214 of 9216 neurons are one family, 128 networks another".
std::string family_words(const SignificanceTables& tables, const NullTests& tests) {
  const auto side = [](const SideTests& t, const char* what) {
    const std::size_t tested = count_tested(t), all = t.max_p.size();
    return tested == all ? fmt::format("{} {}", all, what)
                         : fmt::format("{} of {} {}", tested, all, what);
  };
  return fmt::format("{}{} are one family, {} another",
                     tables.story.empty() ? "" : tables.story + ": ",
                     side(tests.neurons, "neurons"), side(tests.networks, "networks"));
}

ordered_json tests_summary(const SideTests& side, double alpha) {
  return {{"tested", count_tested(side)},
          {"pair_q", count_at_most(side.pair_q, alpha)},
          {"max_q", count_at_most(side.max_q, alpha)},
          {"max_q_05", count_at_most(side.max_q, 0.05)},
          {"max_p_01", count_below(side.max_p, 0.01)},
          {"p_fwe_05", count_at_most(side.p_fwe, 0.05)}};
}

/// What a reader must know beside the p values of one null model.
ordered_json null_summary(const TestedNull& null, const SignificanceTables& tables) {
  ordered_json j;
  j["null"] = null.model->name;
  j["draw"] = null.model->summary;
  j["statistic"] = null.partial ? "partial correlation given the nuisance set" : "correlation";
  j["draws"] = null.tests.draws;
  j["smallest_p"] = permutation_p(0, null.tests.draws);
  const std::string remark = null.model->remark(null.tests.draws, tables.permutations);
  if (!remark.empty()) j["remark"] = remark;
  j["family"] = family_words(tables, null.tests);
  j["global"] = global_summary(null.tests.global, tables.labels);
  j["neurons"] = tests_summary(null.tests.neurons, tables.alpha);
  j["networks"] = tests_summary(null.tests.networks, tables.alpha);
  return j;
}

/// The series that belong to no family, by why: the plain test takes all but constant ones.
ordered_json left_out(const SideTests& plain, const SideTests& partial,
                      const std::function<ordered_json(std::size_t)>& name) {
  ordered_json constant = ordered_json::array(), explained = ordered_json::array();
  for (std::size_t i = 0; i < plain.max_p.size(); ++i) {
    if (std::isnan(plain.max_p[i]))
      constant.push_back(name(i));
    else if (std::isnan(partial.max_p[i]))
      explained.push_back(name(i));
  }
  return {{"constant", constant}, {"explained", explained}};
}

}  // namespace

CouplingTables read_coupling_tables(const fs::path& folder, std::size_t neurons,
                                    std::size_t networks) {
  CouplingTables out;
  out.delta = delta_of_coupling(folder);
  out.neurons = read_anchors(folder / "neurons.tsv", {"neuron", "label", "network", "correlation"},
                             "network", neurons, networks, out.anchoring.neurons);
  out.networks =
      read_anchors(folder / "networks.tsv", {"network", "neuron", "label", "correlation"}, "neuron",
                   networks, neurons, out.anchoring.networks);
  return out;
}

const TestedNull& SignificanceTables::of(NullRole role) const {
  const auto found = std::find_if(nulls.begin(), nulls.end(),
                                  [&](const TestedNull& null) { return null.model->role == role; });
  assert(found != nulls.end());
  return *found;
}

void write_significance(const SignificanceTables& tables, const CouplingTables& coupling,
                        const fs::path& out) {
  write_side(out / "neurons.tsv",
             {{"neuron", "label", "network", "correlation"},
              coupling.neurons,
              "network",
              nullptr,
              tables.expected_neurons,
              &NullTests::neurons},
             tables.nulls);
  write_side(out / "networks.tsv",
             {{"network", "neuron", "label", "correlation"},
              coupling.networks,
              "neuron",
              &tables.labels,
              tables.expected_networks,
              &NullTests::networks},
             tables.nulls);
  const NullTests& shuffle = tables.of(NullRole::papers).tests;
  const NullTests& phase = tables.of(NullRole::calibrated).tests;
  ordered_json summary;
  summary["permutations"] = tables.permutations;
  summary["alpha"] = tables.alpha;
  summary["correction"] = tables.correction == Correction::benjamini_hochberg ? "bh" : "by";
  summary["family"] = family_words(tables, phase);
  summary["neurons"] = side_summary(shuffle.neurons, phase.neurons, tables.alpha);
  summary["networks"] = side_summary(shuffle.networks, phase.networks, tables.alpha);
  summary["left_out"]["neurons"] = left_out(shuffle.neurons, phase.neurons, [&](std::size_t i) {
    return ordered_json(tables.labels[i]);
  });
  summary["left_out"]["networks"] =
      left_out(shuffle.networks, phase.networks, [](std::size_t j) { return ordered_json(j + 1); });
  summary["global"] = global_summary(phase.global, tables.labels);
  summary["shuffle_global"] = global_summary(shuffle.global, tables.labels);
  add_reach(summary, count_tested(phase.neurons), tables.permutations, tables.correction);
  summary["nuisance"] = tables.nuisance;
  for (const TestedNull& null : tables.nulls)
    summary["nulls"].push_back(null_summary(null, tables));
  write_file(out / "summary.json", summary.dump(2) + "\n");
}

}  // namespace anbn
