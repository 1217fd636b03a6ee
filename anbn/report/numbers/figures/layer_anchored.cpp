// SPDX-License-Identifier: Apache-2.0
// Figures 5c and 5d: the layers of the neurons that the networks are anchored to.
#include "anbn/core/nan.h"
#include "anbn/report/numbers/figures/measure.h"

#include <cmath>
#include <set>

namespace anbn {
namespace {

struct Layers {
  std::vector<double> anchored, distinct;  // [layers]
};

Layers count_anchored(const FigureInput& input, const Anchors& anchors) {
  Layers count;
  count.anchored.resize(layer_count(input));
  count.distinct.resize(layer_count(input));
  std::set<int> seen;
  for (std::size_t j = 0; j < anchors.network_neuron.size(); ++j) {
    if (std::isnan(anchors.network_correlation[j])) continue;
    const int neuron = anchors.network_neuron[j];
    const auto layer =
        static_cast<std::size_t>(input.neuron_layer[static_cast<std::size_t>(neuron - 1)] - 1);
    ++count.anchored[layer];
    if (seen.insert(neuron).second) ++count.distinct[layer];
  }
  return count;
}

}  // namespace

FigureTable layer_anchored(const FigureInput& input) {
  FigureTable table;
  const auto add = [&](Series series, const Layers& count) {
    for (std::size_t i = 0; i < count.anchored.size(); ++i)
      table.rows.push_back({series,
                            {static_cast<double>(i + 1), count.anchored[i], count.distinct[i], kNan,
                             kNan, kNan, kNan}});
  };
  add(Series::observed, count_anchored(input, input.observed));
  if (input.partial) add(Series::partial, count_anchored(input, *input.partial));
  const auto anchored = spread_over(
      input.noise, [&](const Anchors& draw) { return count_anchored(input, draw).anchored; });
  const auto distinct = spread_over(
      input.noise, [&](const Anchors& draw) { return count_anchored(input, draw).distinct; });
  for (std::size_t i = 0; i < anchored.size(); ++i)
    table.rows.push_back({Series::noise,
                          {static_cast<double>(i + 1), anchored[i].mean, distinct[i].mean,
                           distinct[i].low, distinct[i].high, anchored[i].low, anchored[i].high}});
  if (input.untrained) add(Series::untrained, count_anchored(input, *input.untrained));

  table.title = "Layers that the networks are anchored to";
  table.x_title = "layer";
  table.y_title = "anchored neurons";
  table.columns = {"layer", "anchored", "distinct", "distinct_low", "distinct_high", "low", "high"};
  table.left_out = count_constant(input.observed.network_correlation);
  table.caption =
      "Every network counts once, in the layer of its anchored neuron; several networks can share "
      "one neuron, so distinct neurons stand beside it. Layers whose neurons vary more among "
      "themselves are drawn more often by noise as well." +
      left_out_words(table.left_out, "network");
  return table;
}

}  // namespace anbn
