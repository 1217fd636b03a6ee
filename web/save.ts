// SPDX-License-Identifier: Apache-2.0
// A figure as a file: SVG, PNG or the TSV of its numbers. Files are made in the page; nothing is asked of anybody.
import type { View } from "vega";

const kSvg = "http://www.w3.org/2000/svg";
const kHead = 46; // title and key above the drawing [px]
const kScale = 3; // of a PNG: some 290 dots an inch
const kLetter = 6.3; // about the width of a letter of the key [px]

function node(name: string, attributes: Record<string, string | number>, text = ""): SVGElement {
  const made = document.createElementNS(kSvg, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

/** Colours are the page's variables, which no file knows: their values as the page shows them now. */
function withColours(svg: string): string {
  const style = getComputedStyle(document.documentElement);
  return svg.replace(/var\((--[a-z-]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim());
}

/** The drawing with its title and key, as a picture that stands by itself. */
async function pictureOf(view: View, place: Element, title: string): Promise<{ text: string; width: number; height: number }> {
  const drawing = new DOMParser().parseFromString(await view.toSVG(), "image/svg+xml").documentElement;
  const width = Number(drawing.getAttribute("width")), height = Number(drawing.getAttribute("height")) + kHead;
  const font = { "font-family": "sans-serif", fill: "var(--ink)" };
  const root = node("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  root.append(node("rect", { width, height, fill: "var(--paper)" }), node("text", { ...font, x: 4, y: 16, "font-size": 13, "font-weight": "bold" }, title));
  let x = 4;
  for (const item of place.querySelectorAll(".key li")) {
    const colour = getComputedStyle(item.querySelector(".swatch") ?? item).color, words = item.textContent ?? "";
    root.append(node("rect", { x, y: 28, width: 10, height: 6, fill: colour }), node("text", { ...font, x: x + 14, y: 35, "font-size": 11 }, words));
    x += 30 + kLetter * words.length;
  }
  drawing.setAttribute("y", String(kHead));
  root.append(document.importNode(drawing, true));
  return { text: withColours(new XMLSerializer().serializeToString(root)), width, height };
}

async function pngOf(picture: { text: string; width: number; height: number }): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = kScale * picture.width;
  canvas.height = kScale * picture.height;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture")))));
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Buttons beneath a drawn figure that save it; `numbers` is the text of its TSV file. */
export function addSaving(view: View, place: Element, figure: { id: string; title: string }, numbers: string): void {
  const line = document.createElement("p");
  line.className = "save";
  line.append("Save as ");
  const kinds: Record<string, () => Promise<Blob>> = {
    SVG: async () => new Blob([(await pictureOf(view, place, figure.title)).text], { type: "image/svg+xml" }),
    PNG: async () => pngOf(await pictureOf(view, place, figure.title)),
    TSV: async () => new Blob([`${numbers}\n`], { type: "text/tab-separated-values" }),
  };
  for (const [kind, make] of Object.entries(kinds)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = kind;
    button.setAttribute("aria-label", `Save ${figure.title} as ${kind}`);
    button.addEventListener("click", async () => save(await make(), `${figure.id}.${kind.toLowerCase()}`));
    line.append(button, " ");
  }
  place.append(line);
}
