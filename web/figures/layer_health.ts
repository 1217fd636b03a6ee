// SPDX-License-Identifier: Apache-2.0
// The variance that one layer of a deep belief network explains, an epoch.
import { rowsOf } from "../page_data.js";
import type { FigureKind } from "./figure.js";
import { observedDots, observedLine, secondDots, secondLine } from "./marks.js";

export const layerHealth: FigureKind = {
  name: "layer_health",
  height: 170,
  layers(figure) {
    const x = { field: "epoch" };
    const axis = { format: ".1~%", tickCount: 5 };
    const training = { x, y: { field: "explained", axis } };
    const heldOut = { x, y: { field: "held_out_explained", axis } };
    return [secondLine(figure, heldOut), secondDots(figure, heldOut), observedLine(figure, training), observedDots(figure, training, 24)];
  },
  key: (figure) => [
    { series: "observed", look: "line", words: "training scans" },
    ...(rowsOf(figure, "observed").some((row) => row["held_out_explained"] !== null)
      ? [{ series: "second", look: "dash", words: "held-out scans" } as const] : []),
  ],
};
