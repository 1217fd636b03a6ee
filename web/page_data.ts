// SPDX-License-Identifier: Apache-2.0
// What the page carries for its figures, as anbn/report/page.cpp writes it.

export type Series = "observed" | "noise" | "untrained";
export type Cell = Series | number | null;

/** A line across a figure, such as the paper's threshold. */
export interface Reference {
  axis: "x" | "y";
  value: number;
  label: string;
}

/** The numbers of one figure: the same as in its TSV file; `n/a` is null. */
export interface Figure {
  id: string;
  kind: string;
  title: string;
  xTitle: string;
  yTitle: string;
  columns: string[];
  rows: Cell[][];
  references: Reference[];
}

export interface PageData {
  figures: Figure[];
}

/** One row of a figure by the names of its columns. */
export type Row = Record<string, Cell>;

/** The figure's rows of one series, in the order of the file. */
export function rowsOf(figure: Figure, series: Series): Row[] {
  return figure.rows
    .filter((cells) => cells[0] === series)
    .map((cells) => Object.fromEntries(figure.columns.map((name, i) => [name, cells[i] ?? null])));
}

/** The data that the page carries, or nothing where it carries none. */
export function readPageData(page: Document): PageData {
  const text = page.getElementById("anbn-data")?.textContent;
  return text ? (JSON.parse(text) as PageData) : { figures: [] };
}
