// SPDX-License-Identifier: Apache-2.0
// Figure 6a: how many neurons are anchored to each network.
import type { FigureKind } from "./figure.js";
import { key, noiseIntervals, noiseTicks, observedBars, partialDots, references, untrainedRings } from "./marks.js";
import { slot } from "./slot.js";

export const networkAnchors: FigureKind = {
  name: "network_anchors",
  layers(figure) {
    const axes = { x: { field: "network", ...slot.axis(figure) }, y: { field: "neurons" } };
    const width = slot.width(figure);
    return [
      noiseIntervals(figure, axes, width * 1.5),
      observedBars(figure, axes, width * 0.75),
      noiseTicks(figure, axes, width),
      partialDots(figure, axes),
      untrainedRings(figure, axes),
      ...references(figure),
    ];
  },
  key: (figure) => key(figure, { observed: "bar", noise: "interval", untrained: "ring" }),
};
