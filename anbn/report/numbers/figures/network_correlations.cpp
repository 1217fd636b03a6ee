// SPDX-License-Identifier: Apache-2.0
// Figures 5a and 5b: each network's largest correlation.
#include "anbn/report/numbers/figures/measure.h"

#include <fmt/format.h>

namespace anbn {

FigureTable network_correlations(const FigureInput& input) {
  const std::size_t networks = input.observed.network_correlation.size();
  FigureTable table;
  table.title = "Largest correlation of each network";
  table.x_title = "network (BN)";
  table.y_title = "largest " + input.pcc + " over the neurons";
  table.columns = {"network", "correlation", "low", "high"};
  table.rows = measured_rows(input, numbers_from_one(networks),
                             [](const Anchors& anchors) { return anchors.network_correlation; });
  table.left_out = count_constant(input.observed.network_correlation);
  table.caption = fmt::format(
      "Each network at its correlation with the neuron that it is anchored to, the best of {}. The "
      "grey bar is what the same network reaches, given the nuisance set, once its phases are "
      "random; "
      "given the set, one network in forty lies above its bar by chance.{}",
      input.neuron_layer.size(), left_out_words(table.left_out, "network"));
  return table;
}

}  // namespace anbn
