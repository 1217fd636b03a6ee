// SPDX-License-Identifier: Apache-2.0
// What the page carries for its figures, as anbn/report/page/page.cpp writes it.
import { unpackedText } from "./packed.js";

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

/** Volumes whose first axis runs right, the second to the front, the third up, packed. */
export interface BrainData {
  size: [number, number, number];
  affine: [number, number, number, number][];
  mean: string;
  maps: Record<string, string>;
  shown: ShownBrain[];
}

/** Side, network and neuron (from 0), the title of what the numbers are of (or ""), the partner of the largest partial r; PCC and
    partial r of the anchored pair, largest partial r, noise's mean and 95th percentile, p, family-wise p; words. */
export type ExploredPair = [side: "network" | "neuron", network: number, neuron: number, of: string, partner: string, pcc: number | null,
  partial: number | null, largest: number | null, noise: number | null, noise95: number | null, p: number | null, family: number | null,
  category: string, queries: string, keys: string, strongest: string[]];

/** A story as the page carries it: what is told of it (ToldStory) and the courses are packed. */
export interface ExploredStory {
  variant: string;
  story: string;
  title: string;
  neurons: string[];
  told: string;
  courses: string;
}

/** Courses lie one after another, networks first; the lists say whose they are. */
export interface ToldStory {
  tr_s: number;
  volumes: number;
  words: string[];
  times: number[];
  pairs: ExploredPair[];
  networkCourses: number[];
  neuronCourses: number[];
}

export interface ExploreData {
  networks: { name: string; place?: string; sign?: number; peak?: [number, number, number]; axial?: number[] }[];
  stories: ExploredStory[];
}

export interface PageData {
  figures: FigureHead[];
  brain: BrainData | null;
  explore: ExploreData | null;
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
export async function readPageData(page: Document): Promise<PageData> {
  const text = page.getElementById("anbn-data")?.textContent;
  if (!text) return { figures: [], brain: null, explore: null };
  const data = JSON.parse(text) as Omit<PageData, "figures"> & { figures: string };
  return { ...data, figures: JSON.parse(await unpackedText(data.figures)) as FigureHead[] };
}
