// SPDX-License-Identifier: Apache-2.0
// Figures 4c and 4d: the share of neurons below the paper's threshold, a layer.
import type { FigureKind } from "./figure.js";
import { key, noiseBand, noiseLine, observedDots, observedLine, references, untrainedLine } from "./marks.js";

export const layerShares: FigureKind = {
  name: "layer_shares",
  layers(figure) {
    const axes = { x: { field: "layer" }, y: { field: "share", axis: { format: ".0%" } } };
    return [
      noiseBand(figure, axes),
      noiseLine(figure, axes),
      untrainedLine(figure, axes),
      observedLine(figure, axes),
      observedDots(figure, axes),
      ...references(figure),
    ];
  },
  key: (figure) => key(figure, { observed: "line", noise: "band", untrained: "dash" }),
};
