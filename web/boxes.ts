// SPDX-License-Identifier: Apache-2.0
// Boxes that are closed until they are asked for. What they hold is in <noscript>: a text, of which elements are made when a box
// is opened, so that a page of many stories opens at once. Of single stories among many most is packed as well.
import { canUnpack, unpackedText } from "./packed.js";

/** What a text looks like in an attribute, as `escaped` of anbn/report/page/html.cpp writes it. */
function escaped(text: string): string {
  const written: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (c) => written[c] ?? c);
}

function elementsOf(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** Makes elements of what the box itself holds back; tells `made` of them, once. */
async function unpack(box: Element, made: (root: Element) => void): Promise<void> {
  const held = box.querySelector(":scope > noscript");
  if (held) {
    held.replaceWith(elementsOf(held.textContent ?? ""));
    made(box);
  }
  const packed = box.querySelector(":scope > .packed");
  if (!packed || !canUnpack()) return;
  packed.className = "unpacked"; // so that nobody else begins it while it takes its time
  packed.replaceChildren(elementsOf(await unpackedText(packed.querySelector("script")?.textContent ?? "")));
  made(packed);
}

/** The closed box that holds `id`: as a text, or packed, where ids end in the name of the box: "figure-4.main.pieman" in "session.main.pieman". */
function boxWith(id: string): Element | null | undefined {
  const held = [...document.querySelectorAll("details > noscript")].find((one) => one.textContent?.includes(` id="${escaped(id)}"`));
  if (held) return held.parentElement;
  return [...document.querySelectorAll("details")].find((box) => box.querySelector(":scope > .packed") && id.endsWith(box.id.replace(/^session/, "")));
}

const closedBoxes = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll("details:not([open])");

/** The element called `id`, made if a box still holds it back; the boxes around it are opened. */
async function reveal(id: string, made: (root: Element) => void): Promise<HTMLElement | null> {
  const box = document.getElementById(id) ? null : boxWith(id);
  if (box) await unpack(box, made);
  const target = document.getElementById(id);
  if (!target) return null;
  const own = target instanceof HTMLDetailsElement ? target : target.querySelector<HTMLDetailsElement>(":scope > details");
  if (own) own.open = true;
  for (let box = target.closest("details"); box; box = box.parentElement?.closest("details") ?? null) box.open = true;
  return target;
}

/** Opens what the address points at. */
async function openTarget(made: (root: Element) => void): Promise<void> {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    // "#100%" is no escape: the address may say anything.
  }
  const target = id === "" ? null : await reveal(id, made);
  if (target?.closest("details") || target?.querySelector(":scope > details")) target.scrollIntoView();
}

/** Opens every box there is, and those inside them. */
export async function openAll(made: (root: Element) => void): Promise<void> {
  for (let closed = closedBoxes(); closed.length > 0; closed = closedBoxes())
    for (const box of closed) {
      await unpack(box, made);
      box.open = true;
    }
}

/** Unpacks boxes when they are opened, and what the address points at; `made` is told of each. */
export function watchBoxes(made: (root: Element) => void): void {
  const toggled = (event: Event): void => {
    if (event.target instanceof HTMLDetailsElement && event.target.open) void unpack(event.target, made);
  };
  document.addEventListener("toggle", toggled, true); // toggle does not bubble
  window.addEventListener("hashchange", () => void openTarget(made));
  void openTarget(made);
}
