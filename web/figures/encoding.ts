// SPDX-License-Identifier: Apache-2.0
// How well all neurons of a layer together predict networks in volumes held out.
import type { FigureKind } from "./figure.js";
import { key, lineOverNoise } from "./marks.js";

export const encoding: FigureKind = {
  name: "encoding",
  layers(figure) {
    const axes = { x: { field: "group" }, y: { field: "correlation", scale: { zero: false }, axis: { format: ".2~f" } } };
    return lineOverNoise(figure, axes);
  },
  key: (figure) => key(figure, { observed: "line", noise: "band", untrained: "dash" }),
};
