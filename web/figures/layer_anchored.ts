// SPDX-License-Identifier: Apache-2.0
// Figures 5c and 5d: the layers of the neurons that the networks are anchored to.
import type { FigureKind } from "./figure.js";
import { key, noiseIntervals, noiseTicks, observedBars, partialDots, references, untrainedRings } from "./marks.js";
import { slot } from "./slot.js";

export const layerAnchored: FigureKind = {
  name: "layer_anchored",
  layers(figure) {
    const axes = { x: { field: "layer", ...slot.axis(figure) }, y: { field: "anchored" } };
    const width = slot.width(figure);
    return [
      observedBars(figure, axes, width, "anchored", 0.45),
      observedBars(figure, axes, width, "distinct"),
      noiseIntervals(figure, axes, width / 2),
      noiseTicks(figure, axes, width),
      partialDots(figure, axes, 34),
      untrainedRings(figure, axes, 34),
      ...references(figure),
    ];
  },
  key: (figure) =>
    key(figure, { observed: "bar", noise: "interval", untrained: "ring" },
      { observed: "observed (full: distinct neurons; pale: the same neuron again)" }),
};
