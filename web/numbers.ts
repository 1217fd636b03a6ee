// SPDX-License-Identifier: Apache-2.0
// The numbers of figures: a text in the page, of which a table is made once it is looked at.

/** The text with the numbers of a figure, as in its TSV file. */
export function numbersText(id: string): string {
  const place = document.querySelector(`[data-numbers="${CSS.escape(id)}"]`);
  if (!place) throw new Error(`no numbers for figure ${id}`);
  return place instanceof HTMLElement && place.dataset["text"] ? place.dataset["text"] : (place.textContent ?? "");
}

function rowOf(words: string[], tag: "th" | "td"): HTMLTableRowElement {
  const row = document.createElement("tr");
  words.forEach((word, i) => {
    const cell = document.createElement(tag);
    if (i > 0) cell.className = "n";
    const short = tag === "td" && i > 0 && word !== "n/a";
    cell.textContent = short ? String(Number(Number(word).toPrecision(4))) : word;
    row.append(cell);
  });
  return row;
}

/** Makes a table of the numbers that `box` shows as text; four digits are for reading, the text keeps them all. */
export function showNumbers(box: Element): void {
  const text = box.querySelector<HTMLElement>(":scope > pre.numbers");
  if (!text) return;
  const [head = "", ...lines] = (text.textContent ?? "").split("\n");
  const table = document.createElement("table");
  table.createTHead().append(rowOf(head.split("\t"), "th"));
  table.createTBody().append(...lines.map((line) => rowOf(line.split("\t"), "td")));
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", "Numbers of the figure");
  scroll.dataset["numbers"] = text.dataset["numbers"];
  scroll.dataset["text"] = text.textContent ?? "";
  scroll.append(table);
  text.replaceWith(scroll);
}
