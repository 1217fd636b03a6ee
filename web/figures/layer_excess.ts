// SPDX-License-Identifier: Apache-2.0
// How far each layer's mean r^2 lies above its own noise, in standard deviations of the draws.
import type { FigureKind } from "./figure.js";
import { key, lineOverNoise } from "./marks.js";

export const layerExcess: FigureKind = {
  name: "layer_excess",
  layers(figure) {
    return lineOverNoise(figure, { x: { field: "layer" }, y: { field: "excess", axis: { format: ".2~f" } } });
  },
  key: (figure) => key(figure, { observed: "line", noise: "band", untrained: "dash" }),
};
