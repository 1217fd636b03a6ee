// SPDX-License-Identifier: Apache-2.0
// The variance that one layer of a deep belief network explains, an epoch.
import { rowsOf, type Figure } from "../page_data.js";
import type { FigureKind } from "./figure.js";
import { observedDots, observedLine, secondDots, secondLine } from "./marks.js";

/** At least 0 to 5 %, so that the jitter of a layer that learned nothing does not look like something. */
function domain(figure: Figure): [number, number] {
  const values = rowsOf(figure, "observed").flatMap((row) => [row["explained"], row["held_out_explained"]]).filter((v) => typeof v === "number");
  return [Math.min(0, ...values), Math.max(0.05, ...values)];
}

export const layerHealth: FigureKind = {
  name: "layer_health",
  height: 170,
  layers(figure) {
    const x = { field: "epoch" };
    const look = { axis: { format: ".1~%", tickCount: 5 }, scale: { domain: domain(figure) } };
    const training = { x, y: { field: "explained", ...look } };
    const heldOut = { x, y: { field: "held_out_explained", ...look } };
    return [secondLine(figure, heldOut), secondDots(figure, heldOut), observedLine(figure, training), observedDots(figure, training, 24)];
  },
  key: (figure) => [
    { series: "observed", look: "line", words: "training scans" },
    ...(rowsOf(figure, "observed").some((row) => row["held_out_explained"] !== null)
      ? [{ series: "second", look: "dash", words: "held-out scans" } as const] : []),
  ],
};
