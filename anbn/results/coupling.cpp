// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/coupling.h"

#include "anbn/io/npy.h"
#include "anbn/results/anchor_rows.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct LagRows {
  std::vector<LagTrace>& traces;
  std::vector<double> noise_95_any = {};  // the same in each row

  template <class V>
  void columns(V&& column) {
    column("lag_volumes", members(traces, &LagTrace::lag_volumes));
    column("network", ordinals(members(traces, &LagTrace::network)));
    column("correlation", members(traces, &LagTrace::correlation));
    column("noise_mean", members(traces, &LagTrace::noise_mean));
    column("noise_95", members(traces, &LagTrace::noise_95));
    column("noise_95_any", noise_95_any);
  }
};

Anchoring read_anchoring(const fs::path& folder, std::size_t neurons, std::size_t networks,
                         std::vector<std::string>& labels) {
  Anchoring out;
  AnchorRows of_neurons{Side::neurons, out.neurons, networks, {}};
  read_columns(folder / "neurons.tsv", of_neurons, neurons, "neurons");
  labels = std::move(of_neurons.labels);
  AnchorRows of_networks{Side::networks, out.networks, neurons, {}};
  read_columns(folder / "networks.tsv", of_networks, networks, "networks");
  return out;
}

}  // namespace

std::vector<std::string> labels_of(const std::vector<Anchor>& anchors,
                                   const std::vector<std::string>& labels) {
  std::vector<std::string> of;
  for (const Anchor& anchor : anchors)
    of.push_back(anchor.index == kNoIndex ? "" : labels[anchor.index]);
  return of;
}

void write(const CouplingResults& results, const fs::path& folder) {
  auto& [labels, coupling] = visited(results);
  auto& [neurons, networks] = coupling.anchoring;
  write_npy(folder / "correlation.npy", coupling.correlation);
  write_columns(folder / "neurons.tsv",
                AnchorRows{Side::neurons, neurons, networks.size(), labels});
  write_columns(folder / "networks.tsv",
                AnchorRows{Side::networks, networks, neurons.size(), labels_of(networks, labels)});
  LagRows lags{coupling.lags.traces};
  lags.noise_95_any.assign(lags.traces.size(), coupling.lags.noise_95_any);
  write_columns(folder / "lags.tsv", lags);
}

CouplingResults read_coupling(const fs::path& folder) {
  CouplingResults out;
  Coupling& coupling = out.coupling;
  coupling.correlation = read_npy_matrix(folder / "correlation.npy");
  coupling.anchoring =
      read_anchoring(folder, coupling.correlation.rows, coupling.correlation.cols, out.labels);
  coupling.lags = read_lags(folder);
  return out;
}

Anchoring read_anchoring(const fs::path& folder, std::size_t neurons, std::size_t networks) {
  std::vector<std::string> labels;
  return read_anchoring(folder, neurons, networks, labels);
}

Anchoring read_anchoring(const fs::path& folder) {
  return read_anchoring(folder, read_tsv(folder / "neurons.tsv").rows.size(),
                        read_tsv(folder / "networks.tsv").rows.size());
}

LagCheck read_lags(const fs::path& folder) {
  LagCheck out;
  LagRows rows{out.traces};
  read_columns(folder / "lags.tsv", rows);
  if (!rows.noise_95_any.empty()) out.noise_95_any = rows.noise_95_any.front();
  return out;
}

}  // namespace anbn
