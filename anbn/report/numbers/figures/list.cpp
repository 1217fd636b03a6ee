// SPDX-License-Identifier: Apache-2.0
// The table of figures, in the order of the page. A new kind is a file here, a file in
// web/figures/, and their lines in the two lists.
#include "anbn/report/numbers/figures/figure.h"

namespace anbn {

FigureTable neuron_correlations(const FigureInput& input);
FigureTable layer_means(const FigureInput& input);
FigureTable layer_shares(const FigureInput& input);
FigureTable layer_excess(const FigureInput& input);
FigureTable network_correlations(const FigureInput& input);
FigureTable layer_anchored(const FigureInput& input);
FigureTable network_anchors(const FigureInput& input);
FigureTable lags(const FigureInput& input);

std::span<const FigureKind> figure_kinds() {
  static constexpr FigureKind kKinds[] = {
      {"neuron_correlations", "4a_neuron_correlations", "Figure 4a", neuron_correlations},
      {"layer_means", "4b_layer_means", "Figure 4b", layer_means},
      {"layer_shares", "4cd_layer_shares", "Figure 4c\u2013d", layer_shares},
      {"layer_excess", "layer_excess", "", layer_excess},
      {"network_correlations", "5ab_network_correlations", "Figure 5a\u2013b",
       network_correlations},
      {"layer_anchored", "5cd_layer_anchored", "Figure 5c\u2013d", layer_anchored},
      {"network_anchors", "6a_network_anchors", "Figure 6a", network_anchors},
      {"lags", "lags", "", lags},
  };
  return kKinds;
}

}  // namespace anbn
