// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/significance.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/results/anchor_rows.h"
#include "anbn/results/false_discoveries.h"
#include "anbn/results/fields.h"
#include "anbn/results/significance_draws.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = "partial correlation given the nuisance set";

/// A table of one side: its anchors, what noise gives, and the tests of every null model.
struct SideRows {
  AnchorRows anchors;
  SideGivenNuisance& given;
  Expected& expected;
  std::vector<TestedNull>& nulls;
  SideTests NullTests::*tests;
  std::vector<std::vector<std::string>> partner_labels;  // of each null model
  std::vector<std::size_t>& alike;
  std::vector<double>* given_stronger;  // of networks

  template <class V>
  void columns(V&& column) {
    anchors.columns(column);
    column("partial_correlation", given.partial);
    column("nuisance_r2", given.r2);
    column("kurtosis", given.kurtosis);
    column("expected", expected.mean);
    column("expected_95", expected.percentile_95);
    for (std::size_t n = 0; n < nulls.size(); ++n) {
      const std::string prefix = null_prefix(nulls[n].model->name) + "_";
      SideTests& t = nulls[n].tests.*tests;
      if (nulls[n].has_partners())
        anchors.partner_columns(column, prefix, t.best, partner_labels[n]);
      column(prefix + "pair_p", t.pair_p);
      column(prefix + "pair_q", t.pair_q);
      column(prefix + "max_p", t.max_p);
      column(prefix + "max_q", t.max_q);
      column(prefix + "p_fwe", t.p_fwe);
    }
    column("phase_alike", ordinals(alike, anchors.anchors.size()));
    if (given_stronger != nullptr) column("phase_p_given_stronger", *given_stronger);
  }
};

SideRows rows_of(Side side, SignificanceResults& r) {
  const bool neurons = side == Side::neurons;
  Anchoring& a = r.anchoring;
  SideRows rows{
      {side, neurons ? a.neurons : a.networks, neurons ? a.networks.size() : r.labels.size(),
       neurons ? r.labels : labels_of(a.networks, r.labels)},
      neurons ? r.tests.given.neurons : r.tests.given.networks,
      neurons ? r.tests.expected_neurons : r.tests.expected_networks,
      r.tests.nulls,
      neurons ? &NullTests::neurons : &NullTests::networks,
      std::vector<std::vector<std::string>>(r.tests.nulls.size()),
      neurons ? r.tests.called.neurons_alike : r.tests.called.networks_alike,
      neurons ? nullptr : &r.tests.called.network_p_given_stronger};
  if (!neurons)
    for (std::size_t n = 0; n < r.tests.nulls.size(); ++n)
      rows.partner_labels[n] = labels_of(r.tests.nulls[n].tests.networks.best, r.labels);
  return rows;
}

struct NoiseFile {
  const char* name;
  Matrix NoiseDraws::*draws;
  Side side;
};
constexpr NoiseFile kNoiseFiles[] = {
    {"noise_neuron_correlation.npy", &NoiseDraws::neuron_correlation, Side::neurons},
    {"noise_neuron_network.npy", &NoiseDraws::neuron_network, Side::neurons},
    {"noise_network_correlation.npy", &NoiseDraws::network_correlation, Side::networks},
    {"noise_network_neuron.npy", &NoiseDraws::network_neuron, Side::networks}};

void check_partners(const fs::path& folder, const Matrix& correlation, const Matrix& partner,
                    std::size_t most) {
  for (std::size_t i = 0; i < partner.values.size(); ++i)
    if (const float v = partner.values[i];
        !std::isnan(correlation.values[i]) && !(v >= 1 && v <= static_cast<float>(most)))
      fail("{}: found anchor {} in the noise draws; expected 1 to {}. Run the stage again",
           folder.string(), v, most);
}

/// The pair that a summary names, as the test found it.
void find_pair(const GlobalSummary& summary, const std::vector<std::string>& labels,
               GlobalTest& global) {
  global = {summary.observed, summary.p, summary.null_mean, summary.null_95, kNoIndex, kNoIndex};
  if (!summary.pair) return;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (summary.pair->starts_with(labels[i] + "-BN")) {
      global.neuron = i;
      global.network = std::stoul(summary.pair->substr(labels[i].size() + 3)) - 1;
    }
}

}  // namespace

std::string_view statistic_of(const TestedNull& null) {
  return null.partial ? kPartial : "correlation";
}

void write(const SignificanceResults& results, const fs::path& folder) {
  SignificanceResults& r = visited(results);
  write_columns(folder / "neurons.tsv", rows_of(Side::neurons, r));
  write_columns(folder / "networks.tsv", rows_of(Side::networks, r));
  write_omnibus(r.tests.nulls, folder);
  write_false_discoveries(r.tests.nulls, folder);
  write_fields(folder / "summary.json", r.summary);
  for (const auto& [name, draws, side] : kNoiseFiles)
    write_npy(folder / name, r.tests.noise.*draws);
  fs::create_directories(folder / "draws");
  for (const TestedNull& null : r.tests.nulls)
    write_draws(folder / "draws", null.model->name, null.tests.counts);
}

SignificanceSummary read_significance_summary(const fs::path& folder) {
  return read_fields<SignificanceSummary>(folder / "summary.json");
}

SignificanceResults read_significance_tables(const fs::path& folder, std::size_t neurons,
                                             std::size_t networks,
                                             const SignificanceSummary& summary) {
  SignificanceResults out;
  out.summary = summary;
  out.tests.neurons_accepted = summary.neurons.noise_accepted.share;
  out.tests.networks_accepted = summary.networks.noise_accepted.share;
  out.tests.correction = summary.correction;
  if (summary.other_stories) out.tests.changing_places = summary.other_stories->stories;
  out.labels.resize(neurons);
  out.anchoring.networks.resize(networks);
  for (const NullSummary& null : summary.nulls) {
    out.tests.nulls.push_back({&null_model_named(null.null), null.statistic == kPartial});
    out.tests.nulls.back().tests.draws = null.draws;
  }
  std::vector<NullRole> expected = {NullRole::papers, NullRole::calibrated};
  if (out.tests.others_decide()) expected.push_back(NullRole::together);
  for (const NullRole role : expected)
    if (std::none_of(out.tests.nulls.begin(), out.tests.nulls.end(),
                     [&](const TestedNull& null) { return null.model->role == role; }))
      fail("{}: found {} null models; expected shuffle and phase{} among them. Run the stage again",
           (folder / "summary.json").string(), out.tests.nulls.size(),
           expected.size() > 2 ? " and other-stories" : "");
  SideRows of_neurons = rows_of(Side::neurons, out);
  read_columns(folder / "neurons.tsv", of_neurons, neurons, "neurons");
  out.labels = std::move(of_neurons.anchors.labels);
  out.anchoring.networks.clear();
  SideRows of_networks = rows_of(Side::networks, out);
  read_columns(folder / "networks.tsv", of_networks, networks, "networks");
  return out;
}

NoiseDraws read_noise(const fs::path& folder, std::size_t neurons, std::size_t networks) {
  NoiseDraws noise;
  for (const auto& [name, draws, side] : kNoiseFiles) {
    const fs::path file = folder / name;
    Matrix& x = noise.*draws = read_npy_matrix(file);
    const std::size_t cols = side == Side::neurons ? neurons : networks;
    if (x.cols != cols)
      fail("{}: found {} columns; expected {}. Run the stage again", file.string(), x.cols, cols);
    if (x.rows != noise.neuron_correlation.rows)
      fail("{}: the noise_*.npy files hold different numbers of draws; run the stage again",
           folder.string());
  }
  check_partners(folder, noise.neuron_correlation, noise.neuron_network, networks);
  check_partners(folder, noise.network_correlation, noise.network_neuron, neurons);
  return noise;
}

SignificanceResults read_significance(const fs::path& folder) {
  const SignificanceSummary summary = read_significance_summary(folder);
  const std::size_t neurons = read_tsv(folder / "neurons.tsv").rows.size(),
                    networks = read_tsv(folder / "networks.tsv").rows.size();
  SignificanceResults out = read_significance_tables(folder, neurons, networks, summary);
  out.tests.noise = read_noise(folder, neurons, networks);
  read_omnibus(folder, out.tests.nulls);
  read_false_discoveries(folder, out.tests.nulls);
  for (std::size_t n = 0; n < summary.nulls.size(); ++n) {
    NullTests& tests = out.tests.nulls[n].tests;
    find_pair(summary.nulls[n].global, out.labels, tests.global);
    tests.counts = read_draws(folder / "draws", summary.nulls[n].null,
                              {tested_of(tests.neurons), tested_of(tests.networks),
                               tests.omnibus.layers.size(), tests.draws});
  }
  return out;
}

}  // namespace anbn
