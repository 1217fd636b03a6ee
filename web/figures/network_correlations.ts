// SPDX-License-Identifier: Apache-2.0
// Figures 5a and 5b: each network's largest correlation.
import type { FigureKind } from "./figure.js";
import { key, noiseIntervals, noiseTicks, observedDots, partialDots, references, untrainedRings } from "./marks.js";
import { slot } from "./slot.js";

export const networkCorrelations: FigureKind = {
  name: "network_correlations",
  layers(figure) {
    const axes = { x: { field: "network", ...slot.axis(figure) }, y: { field: "correlation", scale: { zero: false }, axis: { format: ".2~f" } } };
    const width = slot.width(figure);
    return [
      noiseIntervals(figure, axes, width * 1.3),
      noiseTicks(figure, axes, width),
      untrainedRings(figure, axes),
      partialDots(figure, axes),
      observedDots(figure, axes, 22),
      ...references(figure),
    ];
  },
  key: (figure) => key(figure, { observed: "dot", noise: "interval", untrained: "ring" }),
};
