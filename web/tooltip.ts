// SPDX-License-Identifier: Apache-2.0
// The words of the mark under the pointer.

let box: HTMLElement | undefined;

/** A tooltip handler for Vega views: shows `value` beside the pointer, hides it when there is none. */
export function showTooltip(_handler: unknown, event: MouseEvent, _item: unknown, value: unknown): void {
  if (!box) {
    box = document.createElement("div");
    box.className = "tooltip";
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  const words = typeof value === "string" ? value : "";
  box.hidden = words === "";
  box.textContent = words;
  if (words === "") return;
  const room = document.documentElement.clientWidth - box.offsetWidth - 8;
  box.style.left = `${Math.max(8, Math.min(event.clientX + 12, room))}px`;
  box.style.top = `${event.clientY + 16}px`;
}
