// SPDX-License-Identifier: Apache-2.0
// Brings the report's page to life: draws its figures and makes its tables sortable. Without this script the page has all its
// words and numbers; so nothing may stand here that a reader needs.
import type { View } from "vega";

import { drawBrain } from "./brain.js";
import { draw } from "./draw.js";
import { readPageData } from "./page_data.js";
import { makeSortable } from "./sort.js";

declare global {
  interface Window {
    /** The drawn views by figure id, for tests and for the curious. */
    anbnViews: Record<string, View>;
    /** Settles when every figure is drawn. */
    anbnReady: Promise<void>;
  }
}

async function start(): Promise<void> {
  for (const table of document.querySelectorAll<HTMLTableElement>("table[data-sortable]")) makeSortable(table);
  const { figures, brain } = readPageData(document);
  for (const shown of brain?.shown ?? []) {
    const place = document.querySelector<HTMLElement>(`[data-brain="${CSS.escape(shown.id)}"]`);
    if (brain && place) drawBrain(brain, shown, place);
  }
  for (const figure of figures) {
    const place = document.querySelector<HTMLElement>(`[data-figure="${CSS.escape(figure.id)}"]`);
    if (!place) throw new Error(`no place for figure ${figure.id}`);
    window.anbnViews[figure.id] = await draw(figure, place);
    // The numbers stay a click away once they are drawn.
    place.closest("figure")?.querySelector("details")?.removeAttribute("open");
  }
  // Drawn while they were open, since what is closed has no width.
  for (const layer of document.querySelectorAll("details.layer")) layer.removeAttribute("open");
  document.getElementById("scriptless")?.remove();
}

window.anbnViews = {};
window.anbnReady = start();
