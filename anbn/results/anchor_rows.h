// SPDX-License-Identifier: Apache-2.0
// The columns that tables of anchored series begin with.
#pragma once

#include "anbn/results/columns.h"

#include <string>
#include <vector>

namespace anbn {

enum class Side { neurons, networks };
constexpr auto names_of(Side) { return named("neurons", "networks"); }

/// neuron, label, network, correlation; or network, neuron, label, correlation.
struct AnchorRows {
  Side side;
  std::vector<Anchor>& anchors;
  std::size_t partners;             // how many there are
  std::vector<std::string> labels;  // of the neurons: the rows', or their partners'

  template <class V>
  void columns(V&& column) {
    const bool neurons = side == Side::neurons;
    column.numbered(neurons ? "neuron" : "network", anchors.size());
    if (neurons) column("label", labels);
    partner_columns(column, "", anchors, labels);
  }

  /// The columns of the best partner, their names after `prefix`.
  template <class V>
  void partner_columns(V&& column, const std::string& prefix, std::vector<Anchor>& best,
                       std::vector<std::string>& partner_labels) {
    const bool neurons = side == Side::neurons;
    column(prefix + (neurons ? "network" : "neuron"),
           ordinals(members(best, &Anchor::index), partners));
    if (!neurons) column(prefix + "label", texts(partner_labels));
    column(prefix + "correlation", members(best, &Anchor::correlation));
  }
};

/// The labels of the neurons that networks are anchored to; empty where there is none.
std::vector<std::string> labels_of(const std::vector<Anchor>& anchors,
                                   const std::vector<std::string>& labels);

}  // namespace anbn
