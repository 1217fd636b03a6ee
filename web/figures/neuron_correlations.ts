// SPDX-License-Identifier: Apache-2.0
// Figure 4a: how many neurons have which largest correlation.
import { rowsOf, type Figure } from "../page_data.js";
import { kColours } from "../theme.js";
import type { FigureKind, Layer } from "./figure.js";
import { key, noiseBand, noiseLine, partialLine, references, untrainedLine } from "./marks.js";

/** The same table with the middle of each bin, where the curves of noise and the untrained model pass. */
function withMiddles(figure: Figure): Figure {
  const from = figure.columns.indexOf("from");
  const to = figure.columns.indexOf("to");
  const rows = figure.rows.map((cells) => [...cells, (Number(cells[from]) + Number(cells[to])) / 2]);
  return { ...figure, columns: [...figure.columns, "middle"], rows };
}

export const neuronCorrelations: FigureKind = {
  name: "neuron_correlations",
  layers(figure) {
    const x = { axis: { format: ".2~f", tickMinStep: 0, tickCount: 8 } };
    const axes = { x: { field: "middle", ...x }, y: { field: "neurons" } };
    const curves = withMiddles(figure);
    const bars = {
      data: { name: "observed_bars", values: rowsOf(figure, "observed") },
      mark: { type: "bar", color: kColours.observed, opacity: 0.85, binSpacing: 1, minBandSize: 0 },
      encoding: {
        x: { field: "from", type: "quantitative", bin: "binned", title: figure.xTitle },
        x2: { field: "to" },
        y: { field: "neurons", type: "quantitative", title: figure.yTitle },
      },
    } as unknown as Layer;
    return [bars, noiseBand(curves, axes), noiseLine(curves, axes), partialLine(curves, axes), untrainedLine(curves, axes), ...references(figure)];
  },
  key: (figure) => key(figure, { observed: "bar", partial: "dash", noise: "band", untrained: "dash" }),
};
