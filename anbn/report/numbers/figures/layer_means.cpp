// SPDX-License-Identifier: Apache-2.0
// Figure 4b: the mean of the neurons' largest correlations, a layer.
#include "anbn/report/numbers/figures/by_layer.h"
#include "anbn/report/numbers/figures/measure.h"

namespace anbn {

FigureTable layer_means(const FigureInput& input) {
  const std::size_t layers = layer_count(input);
  const auto means = [&](const Anchors& anchors) {
    return mean_by_layer(input.neuron_layer, layers, anchors, [](double r) { return r; });
  };
  FigureTable table;
  table.title = "Mean correlation of each layer";
  table.x_title = "layer";
  table.y_title = "mean of the largest " + input.pcc + "s";
  table.columns = {"layer", "correlation", "low", "high"};
  table.rows = measured_rows(input, numbers_from_one(layers), means);
  table.left_out = count_constant(input.observed.neuron_correlation);
  table.caption =
      "The mean over the neurons of a layer; the axis does not start at zero. A slope that the "
      "grey line has too comes from how smooth the neurons of that layer are in time, not from "
      "the brain." +
      left_out_words(table.left_out, "neuron");
  return table;
}

}  // namespace anbn
