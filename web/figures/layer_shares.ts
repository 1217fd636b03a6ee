// SPDX-License-Identifier: Apache-2.0
// Figures 4c and 4d: the share of neurons below the paper's threshold, a layer.
import type { FigureKind } from "./figure.js";
import { key, lineOverNoise } from "./marks.js";

export const layerShares: FigureKind = {
  name: "layer_shares",
  layers(figure) {
    const axes = { x: { field: "layer" }, y: { field: "share", axis: { format: ".0%" } } };
    return lineOverNoise(figure, axes);
  },
  key: (figure) => key(figure, { observed: "line", partial: "dash", noise: "band", untrained: "dash" }),
};
