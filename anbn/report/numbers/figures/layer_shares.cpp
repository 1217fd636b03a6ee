// SPDX-License-Identifier: Apache-2.0
// Figures 4c and 4d: the share of neurons below the paper's threshold, a layer.
#include "anbn/report/numbers/figures/by_layer.h"
#include "anbn/report/numbers/figures/measure.h"

namespace anbn {

FigureTable layer_shares(const FigureInput& input) {
  const std::size_t layers = layer_count(input);
  const auto shares = [&](const Anchors& anchors) {
    return mean_by_layer(input.neuron_layer, layers, anchors,
                         [](double r) { return r < kWeakCorrelation ? 1.0 : 0.0; });
  };
  FigureTable table;
  table.title = "Weakly correlated neurons of each layer";
  table.x_title = "layer";
  table.y_title = "share with " + input.pcc + " < 0.25";
  table.columns = {"layer", "share", "low", "high"};
  table.rows = measured_rows(input, numbers_from_one(layers), shares);
  table.left_out = count_constant(input.observed.neuron_correlation);
  table.caption =
      "The share of a layer's neurons whose largest correlation is below 0.25, the paper's "
      "threshold. Noise passes that threshold too: the grey line says how often." +
      left_out_words(table.left_out, "neuron");
  return table;
}

}  // namespace anbn
