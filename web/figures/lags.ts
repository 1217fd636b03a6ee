// SPDX-License-Identifier: Apache-2.0
// The lag check: do the networks follow the words when they should?
import { kColours } from "../theme.js";
import type { FigureKind, Layer } from "./figure.js";
import { key, noiseBand, noiseLine, observedDots, observedLine, references } from "./marks.js";

const predicted = {
  data: { values: [{}] },
  mark: { type: "rule", color: kColours.ink, strokeWidth: 1, strokeDash: [2, 2] },
  encoding: { x: { datum: 0, type: "quantitative" } },
} as unknown as Layer;

export const lags: FigureKind = {
  name: "lags",
  layers(figure) {
    const axes = { x: { field: "lag_volumes", axis: { labelExpr: "datum.value > 0 ? '+' + datum.label : datum.label", tickCount: 11 } }, y: { field: "correlation", axis: { format: ".2~f" } } };
    return [
      noiseBand(figure, axes, "correlation"),
      noiseLine(figure, axes),
      predicted,
      observedLine(figure, axes),
      observedDots(figure, axes),
      ...references(figure),
    ];
  },
  key: (figure) => key(figure, { observed: "line", noise: "band", untrained: "dash" }, { noise: "noise (mean, up to its 95th percentile)" }),
};
