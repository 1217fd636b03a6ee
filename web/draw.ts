// SPDX-License-Identifier: Apache-2.0
// Draws figures as SVG inside the page.
import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";

import { kFigureKinds } from "./figures/list.js";
import type { KeyEntry } from "./figures/figure.js";
import type { Figure } from "./page_data.js";
import { kConfig } from "./theme.js";
import { showTooltip } from "./tooltip.js";

const kHeight = 230;

function keyOf(entries: KeyEntry[]): HTMLElement {
  const list = document.createElement("ul");
  list.className = "key";
  for (const { series, look, words } of entries) {
    const item = document.createElement("li");
    const swatch = document.createElement("span");
    swatch.className = `swatch ${series} ${look}`;
    item.append(swatch, words);
    list.append(item);
  }
  return list;
}

/** Draws one figure into its place, a key above it; the view, once it is drawn. */
export async function draw(figure: Figure, place: HTMLElement): Promise<View> {
  const kind = kFigureKinds.find(({ name }) => name === figure.kind);
  if (!kind) throw new Error(`no drawing for figures of kind ${figure.kind}`);
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    width: "container",
    height: kind.height ?? kHeight,
    autosize: { type: "fit-x", contains: "padding" },
    config: kConfig,
    layer: kind.layers(figure),
  } as unknown as TopLevelSpec;
  // Expressions are interpreted, not compiled: the page's content security policy forbids eval.
  const runtime = parse(compile(spec).spec, undefined, { ast: true });
  const canvas = document.createElement("div");
  canvas.className = "drawing";
  canvas.style.minHeight = `${kind.height ?? kHeight}px`;
  place.replaceChildren(keyOf(kind.key(figure)), canvas);
  const view = new View(runtime, { renderer: "svg", hover: false, expr: expressionInterpreter });
  view.tooltip(showTooltip);
  await view.initialize(canvas).runAsync();
  // Hundreds of marks are noise to a screen reader: title, caption and table say what they show.
  canvas.querySelector("svg")?.setAttribute("aria-hidden", "true");
  return view;
}
