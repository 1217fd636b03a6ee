// SPDX-License-Identifier: Apache-2.0
// Brings the report's page to life: draws its figures and makes its tables sortable. Without this script the page has all its
// words and numbers; so nothing may stand here that a reader needs.
import type { View } from "vega";

import { drawBrain } from "./brain.js";
import { draw } from "./draw.js";
import { readPageData, type PageData } from "./page_data.js";
import { makeSortable } from "./sort.js";

declare global {
  interface Window {
    /** The drawn views by figure id, for tests and for the curious. */
    anbnViews: Record<string, View>;
    /** Settles when every figure is drawn. */
    anbnReady: Promise<void>;
  }
}

/** What is drawn at once, and what is once its box is opened: a study of many stories has more than a browser draws in a moment. */
function boxOf(place: Element | null): HTMLDetailsElement | null {
  return place?.closest<HTMLDetailsElement>("details.story") ?? null;
}

async function drawAll(data: PageData, box: HTMLDetailsElement | null): Promise<void> {
  const { figures, brain } = data;
  for (const shown of brain?.shown ?? []) {
    const place = document.querySelector<HTMLElement>(`[data-brain="${CSS.escape(shown.id)}"]`);
    if (brain && place && boxOf(place) === box) drawBrain(brain, shown, place);
  }
  for (const figure of figures) {
    const place = document.querySelector<HTMLElement>(`[data-figure="${CSS.escape(figure.id)}"]`);
    if (!place) throw new Error(`no place for figure ${figure.id}`);
    if (boxOf(place) !== box) continue;
    window.anbnViews[figure.id] = await draw(figure, place);
    // The numbers stay a click away once they are drawn.
    place.closest("figure")?.querySelector("details")?.removeAttribute("open");
  }
  // Drawn while they were open, since what is closed has no width.
  for (const layer of document.querySelectorAll("details.layer")) if (boxOf(layer) === box) layer.removeAttribute("open");
}

/** Opens the boxes that what the address points at lies in. */
function openTarget(): void {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    // "#100%" is no escape: the address may say anything.
  }
  const target = document.getElementById(id);
  for (let box = target?.closest("details"); box; box = box.parentElement?.closest("details")) box.open = true;
  if (target?.closest("details")) target.scrollIntoView();
}

async function start(): Promise<void> {
  for (const table of document.querySelectorAll<HTMLTableElement>("table[data-sortable]")) makeSortable(table);
  const data = readPageData(document);
  await drawAll(data, null);
  for (const box of document.querySelectorAll<HTMLDetailsElement>("details.story"))
    box.addEventListener("toggle", () => void drawAll(data, box), { once: true });
  window.addEventListener("hashchange", openTarget);
  openTarget();
  document.getElementById("scriptless")?.remove();
}

window.anbnViews = {};
window.anbnReady = start();
