// SPDX-License-Identifier: Apache-2.0
// What the page carries for its figures, as anbn/report/page/page.cpp writes it.

export type Series = "observed" | "partial" | "noise" | "untrained";
export type Cell = Series | number | null;

/** A line across a figure, such as the paper's threshold. */
export interface Reference {
  axis: "x" | "y";
  value: number;
  label: string;
}

/** What a figure is, without its numbers. */
export interface FigureHead {
  id: string;
  kind: string;
  title: string;
  xTitle: string;
  yTitle: string;
  references: Reference[];
}

/** A figure with its numbers: those of its TSV file; `n/a` is null. */
export interface Figure extends FigureHead {
  columns: string[];
  rows: Cell[][];
}

/** Where one network's map is drawn, and which of its voxels. */
export interface ShownBrain {
  id: string;
  network: number;
  peak: [number, number, number];
  axial: number[];
}

/** Volumes whose first axis runs right, the second to the front, the third up; packed as anbn/report/numbers/brain_map.cpp packs. */
export interface BrainData {
  size: [number, number, number];
  affine: [number, number, number, number][];
  mean: string;
  maps: Record<string, string>;
  shown: ShownBrain[];
}

export interface PageData {
  figures: FigureHead[];
  brain: BrainData | null;
}

/** One row of a figure by the names of its columns. */
export type Row = Record<string, Cell>;

/** The figure's rows of one series, in the order of the file. */
export function rowsOf(figure: Figure, series: Series): Row[] {
  return figure.rows
    .filter((cells) => cells[0] === series)
    .map((cells) => Object.fromEntries(figure.columns.map((name, i) => [name, cells[i] ?? null])));
}

/** A figure with the numbers that the page has of it as text. */
export function withNumbers(head: FigureHead, text: string): Figure {
  const [columns = [], ...lines] = text.split("\n").map((line) => line.split("\t"));
  const cell = (word: string, i: number): Cell => (i === 0 ? (word as Series) : word === "n/a" ? null : Number(word));
  return { ...head, columns, rows: lines.map((words) => words.map(cell)) };
}

/** The data that the page carries, or nothing where it carries none. */
export function readPageData(page: Document): PageData {
  const text = page.getElementById("anbn-data")?.textContent;
  return text ? (JSON.parse(text) as PageData) : { figures: [], brain: null };
}
