// SPDX-License-Identifier: Apache-2.0
// The few marks that all figures are made of: one look a series, whatever the figure.
import { rowsOf, type Figure, type Row, type Series } from "../page_data.js";
import { kColours } from "../theme.js";
import type { KeyEntry, Layer } from "./figure.js";

/** Where a figure's marks stand: the fields of its table that are x and y, and how their axes look. */
export interface Axes {
  x: { field: string; axis?: object; scale?: object };
  y: { field: string; axis?: object; scale?: object };
}

const rows = (figure: Figure, series: Series, x: string): object[] =>
  rowsOf(figure, series).map((row) => ({ ...row, tip: tip(figure, row, x) }));

const number = (cell: unknown): string =>
  typeof cell === "number" ? String(Number(cell.toPrecision(4))) : "n/a";

/** Words for a mark under the pointer, with the table's own names and numbers. */
function tip(figure: Figure, row: Row, x: string): string {
  const values = figure.columns.slice(1).filter((name) => name !== x && row[name] !== null);
  const rest = values.map((name) => `${name} ${number(row[name])}`).join(" · ");
  return `${row["series"]} · ${x.replaceAll("_", " ")} ${number(row[x])} · ${rest}`;
}

const x = (figure: Figure, axes: Axes): object => ({
  field: axes.x.field,
  type: "quantitative",
  title: figure.xTitle,
  axis: { tickMinStep: 1, format: "d", ...axes.x.axis },
  scale: { zero: false, nice: false, ...axes.x.scale },
});

const y = (figure: Figure, axes: Axes, field: string = axes.y.field): object => ({
  field,
  type: "quantitative",
  title: figure.yTitle,
  axis: axes.y.axis ?? {},
  scale: axes.y.scale ?? {},
});

const layer = (figure: Figure, series: Series, axes: Axes, mark: object, encoding: object): Layer =>
  ({
    data: { name: `${series}_${(mark as { name: string }).name}`, values: rows(figure, series, axes.x.field) },
    mark: { tooltip: { expr: "datum.tip" }, ...mark },
    encoding: { x: x(figure, axes), ...encoding },
  }) as unknown as Layer;

export const noiseBand = (figure: Figure, axes: Axes, from = "low"): Layer =>
  layer(figure, "noise", axes, { name: "band", type: "area", color: kColours.noise, opacity: 0.28 },
    { y: y(figure, axes, "high"), y2: { field: from } });

export const noiseLine = (figure: Figure, axes: Axes): Layer =>
  layer(figure, "noise", axes, { name: "line", type: "line", color: kColours.noise, strokeWidth: 1.75 },
    { y: y(figure, axes) });

/** The 95 % range of every x on its own, for x without an order. */
export const noiseIntervals = (figure: Figure, axes: Axes, width: number): Layer =>
  layer(figure, "noise", axes, { name: "intervals", type: "rule", color: kColours.noise, opacity: 0.4, strokeWidth: width },
    { y: y(figure, axes, "low"), y2: { field: "high" } });

/** The mean of every x on its own, as short level lines. */
export const noiseTicks = (figure: Figure, axes: Axes, width: number): Layer =>
  layer(figure, "noise", axes,
    { name: "ticks", type: "tick", orient: "horizontal", color: kColours.noise, thickness: 2, size: width, opacity: 1 },
    { y: y(figure, axes) });

export const untrainedLine = (figure: Figure, axes: Axes): Layer =>
  layer(figure, "untrained", axes,
    { name: "line", type: "line", color: kColours.untrained, strokeWidth: 1.5, strokeDash: [5, 3] },
    { y: y(figure, axes) });

export const untrainedRings = (figure: Figure, axes: Axes, size = 16): Layer =>
  layer(figure, "untrained", axes,
    { name: "rings", type: "point", filled: false, color: kColours.untrained, strokeWidth: 1.1, size, opacity: 1 },
    { y: y(figure, axes) });

export const observedLine = (figure: Figure, axes: Axes): Layer =>
  layer(figure, "observed", axes, { name: "line", type: "line", color: kColours.observed, strokeWidth: 2.25 },
    { y: y(figure, axes) });

export const observedDots = (figure: Figure, axes: Axes, size = 34): Layer =>
  layer(figure, "observed", axes, { name: "dots", type: "point", filled: true, color: kColours.observed, size, opacity: 1 },
    { y: y(figure, axes) });

export const observedBars = (figure: Figure, axes: Axes, width: number, field = axes.y.field, opacity = 1): Layer =>
  layer(figure, "observed", axes,
    { name: `bars_${field}`, type: "bar", color: kColours.observed, width, opacity },
    { y: y(figure, axes, field) });

/** What was observed given the nuisance set, which noise is to be read against. */
export const partialLine = (figure: Figure, axes: Axes): Layer =>
  layer(figure, "partial", axes, { name: "line", type: "line", color: kColours.second, strokeWidth: 2, strokeDash: [2, 2] },
    { y: y(figure, axes) });

export const partialDots = (figure: Figure, axes: Axes, size = 16): Layer =>
  layer(figure, "partial", axes,
    { name: "dots", type: "point", shape: "diamond", filled: true, color: kColours.second, size, opacity: 1 },
    { y: y(figure, axes) });

/** A second thing that was observed, as a dashed line. */
export const secondLine = (figure: Figure, axes: Axes, strokeWidth = 1.5): Layer =>
  layer(figure, "observed", axes,
    { name: `second_${axes.y.field}`, type: "line", color: kColours.second, strokeWidth, strokeDash: [5, 3] },
    { y: y(figure, axes) });

export const secondDots = (figure: Figure, axes: Axes, size = 24): Layer =>
  layer(figure, "observed", axes,
    { name: `second_dots_${axes.y.field}`, type: "point", filled: true, color: kColours.second, size, opacity: 1 },
    { y: y(figure, axes) });

/** Whether the observed values are largest in the right half, so that words are better off in the left one. */
function peaksLate(figure: Figure): boolean {
  const values = rowsOf(figure, "observed").map((row) => Number(row[figure.columns[2] ?? ""]));
  return values.indexOf(Math.max(...values)) > values.length / 2;
}

/** The figure's reference lines, each with its words. */
export function references(figure: Figure): Layer[] {
  return figure.references.flatMap(({ axis, value, label }) => {
    const upright = axis === "x";
    const at = { [axis]: { datum: value, type: "quantitative" } };
    const place = upright
      ? { align: "left", baseline: "top", dx: 4, y: 0 }
      : { baseline: "bottom", dy: -3, ...(peaksLate(figure) ? { align: "left", x: 4 } : { align: "right", x: { expr: "width" } }) };
    return [
      { data: { values: [{}] }, mark: { type: "rule", color: kColours.ink, strokeWidth: 1, strokeDash: [2, 2] }, encoding: at },
      { data: { values: [{}] }, mark: { type: "text", text: label, color: kColours.ink, fontSize: 11, ...place }, encoding: at },
    ] as unknown as Layer[];
  });
}

export const has = (figure: Figure, series: Series): boolean => rowsOf(figure, series).length > 0;

/** How many x values a series has. */
export const count = (figure: Figure): number => rowsOf(figure, "observed").length;

const kNoiseWords = "noise (mean, 95 % range)";

/** The key of a figure: only the series that it has. */
export function key(figure: Figure,
  looks: { observed: KeyEntry["look"]; partial?: KeyEntry["look"]; noise: KeyEntry["look"]; untrained: KeyEntry["look"] },
  words: { observed?: string; noise?: string } = {}): KeyEntry[] {
  const entries: (KeyEntry & { series: Series })[] = [
    { series: "observed", look: looks.observed, words: words.observed ?? "observed" },
    { series: "partial", look: looks.partial ?? "dot", words: "observed, given the nuisance set as noise is" },
    { series: "noise", look: looks.noise, words: words.noise ?? kNoiseWords },
    { series: "untrained", look: looks.untrained, words: "untrained model" },
  ];
  return entries.filter((entry) => has(figure, entry.series));
}

/** What a line over layers is drawn with: noise behind, then the untrained model, then what was observed. */
export const lineOverNoise = (figure: Figure, axes: Axes): Layer[] => [
  noiseBand(figure, axes),
  noiseLine(figure, axes),
  untrainedLine(figure, axes),
  partialLine(figure, axes),
  observedLine(figure, axes),
  observedDots(figure, axes),
  ...references(figure),
];
