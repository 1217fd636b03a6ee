// SPDX-License-Identifier: Apache-2.0
// How far each layer's mean r^2 lies above its own noise: what layers and models are compared by.
#include "anbn/core/nan.h"
#include "anbn/report/numbers/figures/figure.h"

namespace anbn {

FigureTable layer_excess(const FigureInput& input) {
  FigureTable table;
  const auto add = [&](Series series, const std::vector<LayerExcess>& layers) {
    for (const LayerExcess& l : layers)
      table.rows.push_back({series, {static_cast<double>(l.layer), l.excess, kNan, kNan}});
  };
  add(Series::observed, input.layer_excess);
  if (!input.noise.empty())
    for (const LayerExcess& l : input.layer_excess)
      table.rows.push_back(
          {Series::noise, {static_cast<double>(l.layer), 0, l.noise_low, l.noise_high}});
  if (input.untrained) add(Series::untrained, input.untrained_layer_excess);
  table.title = "Excess of each layer";
  table.x_title = "layer";
  table.y_title = "excess of mean r\u00b2";
  table.columns = {"layer", "excess", "low", "high"};
  table.caption =
      "By how many standard deviations of its own draws the mean r\u00b2 of a layer\u2019s neurons "
      "with all networks, given the nuisance set, lies above their mean. What noise gives, and how "
      "widely, differs between layers and between models, so that they are compared by this and "
      "not "
      "by correlations.";
  return table;
}

}  // namespace anbn
