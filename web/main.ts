// SPDX-License-Identifier: Apache-2.0
// Brings the report's page to life: opens its boxes, draws its figures when they are seen, makes its tables sortable. Without this
// script the page has all its words and numbers; so nothing may stand here that a reader needs.
import type { View } from "vega";

import { openAll, watchBoxes } from "./boxes.js";
import { drawBrain } from "./brain.js";
import { draw } from "./draw.js";
import { addPanel, linkNames } from "./explore.js";
import { numbersText, showNumbers } from "./numbers.js";
import { canUnpack } from "./packed.js";
import { readPageData, withNumbers, type PageData } from "./page_data.js";
import { addSaving } from "./save.js";
import { makeSortable } from "./sort.js";

declare global {
  interface Window {
    /** The drawn views by figure id, for tests and for the curious. */
    anbnViews: Record<string, View>;
    /** Settles when the page answers; figures are drawn when they are seen. */
    anbnReady: Promise<void>;
    /** Opens every box and draws every figure in it. */
    anbnDrawAll: () => Promise<void>;
  }
}

type Drawing = () => void | Promise<void>;

/** How the figures and maps of a page are drawn: each once, when it is seen. */
class Drawings {
  private readonly waiting = new Map<Element, Drawing>();
  private readonly seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) void this.drawNow(target);
  }, { rootMargin: "600px" });

  constructor(private readonly data: PageData) {}

  /** Looks after the places for figures and maps in `root`. */
  watch(root: Element): void {
    const { figures, brain } = this.data;
    for (const place of root.querySelectorAll<HTMLElement>("[data-figure]")) {
      const figure = figures.find(({ id }) => id === place.dataset["figure"]);
      if (!figure) throw new Error(`nothing known of figure ${place.dataset["figure"]}`);
      this.add(place, async () => {
        const numbers = numbersText(figure.id);
        const view = await draw(withNumbers(figure, numbers), place);
        window.anbnViews[figure.id] = view;
        addSaving(view, place, figure, numbers);
      });
    }
    for (const place of root.querySelectorAll<HTMLElement>("[data-brain]")) {
      const shown = brain?.shown.find(({ id }) => id === place.dataset["brain"]);
      if (brain && shown) this.add(place, () => drawBrain(brain, shown, place));
    }
  }

  private add(place: Element, drawing: Drawing): void {
    this.waiting.set(place, drawing);
    this.seen.observe(place);
  }

  private async drawNow(place: Element): Promise<void> {
    const drawing = this.waiting.get(place);
    this.waiting.delete(place);
    this.seen.unobserve(place);
    await drawing?.();
  }

  async drawAll(): Promise<void> {
    for (const place of [...this.waiting.keys()]) await this.drawNow(place);
  }
}

/** A button that opens all parts: for the browser's search and for printing. */
function addOpener(open: () => void): void {
  const button = document.createElement("button");
  button.type = "button";
  button.id = "open-all";
  button.textContent = "Open all parts";
  button.addEventListener("click", open);
  document.querySelector(".parts")?.before(button);
}

async function start(): Promise<void> {
  if (!canUnpack()) {
    // Boxes still open, with the words and tables that they would have without a script.
    watchBoxes(() => undefined);
    const notice = document.getElementById("scriptless");
    if (notice) notice.textContent = "This browser is too old to unpack the figures of this page; their numbers stand in the tables beneath each, or in files.";
    return;
  }
  const data = await readPageData(document);
  const drawings = new Drawings(data);
  const made = (root: Element): void => {
    for (const table of root.querySelectorAll<HTMLTableElement>("table[data-sortable]")) makeSortable(table);
    linkNames(data, root);
    drawings.watch(root);
  };
  made(document.body);
  watchBoxes(made);
  document.addEventListener("toggle", (event) => {
    if (event.target instanceof HTMLDetailsElement && event.target.open) showNumbers(event.target);
  }, true);
  window.anbnDrawAll = async () => {
    await openAll(made);
    await drawings.drawAll();
  };
  addOpener(() => void openAll(made));
  const parts = document.querySelector(".parts");
  if (parts) addPanel(data, parts);
  document.getElementById("scriptless")?.remove();
}

window.anbnViews = {};
window.anbnReady = start();
