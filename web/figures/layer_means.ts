// SPDX-License-Identifier: Apache-2.0
// Figure 4b: the mean of the neurons' largest correlations, a layer.
import type { FigureKind } from "./figure.js";
import { key, lineOverNoise } from "./marks.js";

export const layerMeans: FigureKind = {
  name: "layer_means",
  layers(figure) {
    // Differences between layers are small beside the means: the axis does not start at zero, and its caption says so.
    const axes = { x: { field: "layer" }, y: { field: "correlation", scale: { zero: false }, axis: { format: ".2~f" } } };
    return lineOverNoise(figure, axes);
  },
  key: (figure) => key(figure, { observed: "line", partial: "dash", noise: "band", untrained: "dash" }),
};
