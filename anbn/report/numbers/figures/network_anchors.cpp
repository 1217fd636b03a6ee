// SPDX-License-Identifier: Apache-2.0
// Figure 6a: how many neurons are anchored to each network.
#include "anbn/report/numbers/figures/measure.h"

#include <algorithm>

namespace anbn {

FigureTable network_anchors(const FigureInput& input) {
  const std::size_t networks = input.observed.network_correlation.size();
  const auto counts = [&](const Anchors& anchors) {
    std::vector<double> neurons(networks);
    for (std::size_t i = 0; i < anchors.neuron_network.size(); ++i)
      if (anchors.neuron_correlation[i] > kWeakCorrelation)  // false for NaN
        ++neurons[static_cast<std::size_t>(anchors.neuron_network[i] - 1)];
    return neurons;
  };
  FigureTable table;
  table.title = "Neurons anchored to each network";
  table.x_title = "network (BN)";
  table.y_title = "neurons with " + input.pcc + " > 0.25";
  table.columns = {"network", "neurons", "low", "high"};
  table.rows = measured_rows(input, numbers_from_one(networks), counts);
  table.left_out = count_constant(input.observed.neuron_correlation);
  table.caption =
      "How many neurons have their largest correlation with this network, above 0.25, significant "
      "or not. Some networks collect many neurons in noise too: those that are slow, or smooth." +
      left_out_words(table.left_out, "neuron");
  return table;
}

}  // namespace anbn
