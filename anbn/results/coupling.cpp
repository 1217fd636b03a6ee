// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/coupling.h"

#include "anbn/io/npy.h"
#include "anbn/results/columns.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct NeuronRows {
  std::vector<std::string>& labels;
  std::vector<Anchor>& anchors;
  std::size_t networks;

  template <class V>
  void columns(V&& column) {
    column.numbered("neuron", anchors.size());
    column("label", labels);
    column("network", ordinals(members(anchors, &Anchor::index), networks));
    column("correlation", members(anchors, &Anchor::correlation));
  }
};

struct NetworkRows {
  std::vector<Anchor>& anchors;
  std::size_t neurons;
  std::vector<std::string> labels = {};  // of their neurons

  template <class V>
  void columns(V&& column) {
    column.numbered("network", anchors.size());
    column("neuron", ordinals(members(anchors, &Anchor::index), neurons));
    column("label", labels);
    column("correlation", members(anchors, &Anchor::correlation));
  }
};

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
  read_columns(folder / "neurons.tsv", NeuronRows{labels, out.neurons, networks}, neurons,
               "neurons");
  read_columns(folder / "networks.tsv", NetworkRows{out.networks, neurons}, networks, "networks");
  return out;
}

}  // namespace

void write(const CouplingResults& results, const fs::path& folder) {
  auto& [labels, coupling] = visited(results);
  auto& [neurons, networks] = coupling.anchoring;
  write_npy(folder / "correlation.npy", coupling.correlation);
  write_columns(folder / "neurons.tsv", NeuronRows{labels, neurons, networks.size()});
  NetworkRows rows{networks, neurons.size()};
  for (const Anchor& anchor : networks)
    rows.labels.push_back(anchor.index == kNoIndex ? "n/a" : labels[anchor.index]);
  write_columns(folder / "networks.tsv", rows);
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

LagCheck read_lags(const fs::path& folder) {
  LagCheck out;
  LagRows rows{out.traces};
  read_columns(folder / "lags.tsv", rows);
  if (!rows.noise_95_any.empty()) out.noise_95_any = rows.noise_95_any.front();
  return out;
}

}  // namespace anbn
