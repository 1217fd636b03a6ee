// SPDX-License-Identifier: Apache-2.0
// Tables that sort when a heading is pressed.

/** What a cell sorts by: its number, or its words; cells without a value (NaN) come last. */
function valueOf(row: HTMLTableRowElement, column: number): number | string {
  const cell = row.cells[column];
  const text = cell?.dataset["value"] ?? cell?.textContent?.trim() ?? "";
  if (text === "n/a" || text === "") return NaN;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

function sort(table: HTMLTableElement, column: number, heading: HTMLElement): void {
  const body = table.tBodies[0];
  if (!body) return;
  const down = heading.getAttribute("aria-sort") === "ascending";
  const rows = [...body.rows].map((row) => ({ row, value: valueOf(row, column) }));
  rows.sort((a, b) => {
    const missing = Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
    return missing !== 0 ? missing : compare(a.value, b.value) * (down ? -1 : 1);
  });
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  body.append(...rows.map(({ row }) => row));
}

/** Makes buttons of the headings of the table's last heading row. */
export function makeSortable(table: HTMLTableElement): void {
  const headings = [...(table.tHead?.rows[table.tHead.rows.length - 1]?.cells ?? [])];
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(table, column, heading));
    heading.append(button);
  });
}
