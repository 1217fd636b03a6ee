// SPDX-License-Identifier: Apache-2.0
// What a kind of figure is here: how its numbers become a drawing.
import type { LayerSpec, UnitSpec } from "vega-lite/build/src/spec/index.js";
import type { Field } from "vega-lite/build/src/channeldef.js";

import type { Figure } from "../page_data.js";

export type Layer = LayerSpec<Field> | UnitSpec<Field>;

/** One entry of the key above a figure. */
export interface KeyEntry {
  series: "observed" | "partial" | "noise" | "untrained" | "second";
  look: "bar" | "line" | "bare" | "band" | "dash" | "dot" | "ring" | "interval";
  words: string;
}

export interface FigureKind {
  /** As in `kind` of the page's data and in the name of the C++ file that computes the numbers. */
  name: string;
  /** Of the drawing [px], where it is not as high as most. */
  height?: number;
  /** The drawing's layers, back to front. */
  layers(figure: Figure): Layer[];
  key(figure: Figure): KeyEntry[];
}
