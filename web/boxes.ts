// SPDX-License-Identifier: Apache-2.0
// Boxes that are closed until they are asked for. What they hold is in <noscript>: a text, of which elements are made when a box
// is opened, so that a page of many stories opens at once.

/** What a text looks like in an attribute, as `escaped` of anbn/report/page/html.cpp writes it. */
function escaped(text: string): string {
  const written: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (c) => written[c] ?? c);
}

/** Makes elements of what the box itself holds back; tells `made` of the box, once. */
function unpack(box: Element, made: (root: Element) => void): void {
  const held = box.querySelector(":scope > noscript");
  if (!held) return;
  const template = document.createElement("template");
  template.innerHTML = held.textContent ?? "";
  held.replaceWith(template.content);
  made(box);
}

const closedBoxes = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll("details:not([open])");

/** The element called `id`, made if a box still holds it back; the boxes around it are opened. */
function reveal(id: string, made: (root: Element) => void): HTMLElement | null {
  if (!document.getElementById(id)) {
    const held = [...document.querySelectorAll("details > noscript")].find((one) => one.textContent?.includes(` id="${escaped(id)}"`));
    if (held?.parentElement) unpack(held.parentElement, made);
  }
  const target = document.getElementById(id);
  if (!target) return null;
  const own = target instanceof HTMLDetailsElement ? target : target.querySelector<HTMLDetailsElement>(":scope > details");
  if (own) own.open = true;
  for (let box = target.closest("details"); box; box = box.parentElement?.closest("details") ?? null) box.open = true;
  return target;
}

/** Opens what the address points at. */
function openTarget(made: (root: Element) => void): void {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    // "#100%" is no escape: the address may say anything.
  }
  const target = id === "" ? null : reveal(id, made);
  if (target?.closest("details") || target?.querySelector(":scope > details")) target.scrollIntoView();
}

/** Opens every box there is, and those inside them. */
export function openAll(made: (root: Element) => void): void {
  for (let closed = closedBoxes(); closed.length > 0; closed = closedBoxes())
    for (const box of closed) {
      unpack(box, made);
      box.open = true;
    }
}

/** Unpacks boxes when they are opened, and what the address points at; `made` is told of each. */
export function watchBoxes(made: (root: Element) => void): void {
  const toggled = (event: Event): void => {
    if (event.target instanceof HTMLDetailsElement && event.target.open) unpack(event.target, made);
  };
  document.addEventListener("toggle", toggled, true); // toggle does not bubble
  window.addEventListener("hashchange", () => openTarget(made));
  openTarget(made);
}
