// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/health_figures.h"

#include <fmt/format.h>

namespace anbn {

std::vector<Figure> health_figures(const VolumeNetworks& volumes) {
  std::vector<Figure> figures;
  for (const LayerHealth& layer : volumes.health.layers) {
    Figure& figure = figures.emplace_back();
    figure.id = fmt::format("health_layer_{}", layer.layer);
    figure.kind = {"layer_health", "health_layer", "", nullptr};
    FigureTable& table = figure.table;
    table.title = fmt::format(
        "Layer {}: variance explained of {}", layer.layer,
        layer.layer < 2 ? "the volumes" : fmt::format("what layer {} gives", layer.layer - 1));
    table.x_title = "epoch (0: before training)";
    table.y_title = "share of variance";
    table.columns = {"epoch", "explained", "held_out_explained"};
    for (const EpochHealth& e : layer.epochs)
      table.rows.push_back({Series::observed, {e.epoch, e.explained, e.held_out_explained}});
    table.caption = verdict_sentence(layer);
  }
  return figures;
}

}  // namespace anbn
