// SPDX-License-Identifier: Apache-2.0
// Maps of networks as slices: a pixel of a canvas is a voxel; the style sheet gives it its size in millimetres.
import { unpackedBytes } from "./packed.js";
import type { BrainData, ShownBrain } from "./page_data.js";

type Voxel = [number, number, number];

/** A plane of the body: the axes that run right and up in its picture, the one across it, and what the picture's sides are. */
interface Plane {
  name: string;
  right: 0 | 1;
  up: 1 | 2;
  across: 0 | 1 | 2;
  sides: [string, string];
}

const kAxes = ["x", "y", "z"] as const;
const kSagittal: Plane = { name: "sagittal", right: 1, up: 2, across: 0, sides: ["P", "A"] };
const kCoronal: Plane = { name: "coronal", right: 0, up: 2, across: 1, sides: ["L", "R"] };
const kAxial: Plane = { name: "axial", right: 0, up: 1, across: 2, sides: ["L", "R"] };
const kFull = 127; // the byte that stands for a map's largest |value|
export const kThreshold = 0.3; // smaller shares are not in the page (anbn/report/numbers/brain_map.h)

const mix = (a: Voxel, b: Voxel, t: number): Voxel => [0, 1, 2].map((i) => (a[i] ?? 0) + ((b[i] ?? 0) - (a[i] ?? 0)) * t) as Voxel;

/** Red to yellow for positive shares, blue to cyan for negative ones: as in the key above the maps. */
function colour(share: number): Voxel {
  const t = (Math.abs(share) - kThreshold) / (1 - kThreshold);
  return share > 0 ? mix([196, 16, 16], [255, 226, 64], t) : mix([24, 66, 224], [112, 240, 255], t);
}

/** The volumes of one network, and where the cross stands. */
class Brain {
  at: Voxel;

  constructor(readonly data: BrainData, readonly mean: Uint8Array, readonly map: Int8Array, shown: ShownBrain, public from: number) {
    this.at = [...shown.peak];
  }

  /** The map's value where it reaches the threshold, else 0. */
  shownAt(place: number): number {
    const value = this.map[place] ?? 0;
    return Math.abs(value) >= Math.round(kFull * this.from) ? value : 0;
  }

  place([i, j, k]: Voxel): number {
    return i + this.data.size[0] * (j + this.data.size[1] * k);
  }

  mm(voxel: Voxel): Voxel {
    return this.data.affine.map((row) => row[0] * voxel[0] + row[1] * voxel[1] + row[2] * voxel[2] + row[3]) as Voxel;
  }

  /** Millimetres between neighbours along an axis. */
  step(axis: number): number {
    return Math.hypot(...this.data.affine.map((row) => row[axis] ?? 0));
  }

  extent(axis: 0 | 1 | 2): number {
    return this.data.size[axis] * this.step(axis);
  }
}

/** Paints the plane through `voxel`; what lies outside the mask is left transparent. */
function paint(canvas: HTMLCanvasElement, brain: Brain, plane: Plane, voxel: Voxel): void {
  const { width, height } = canvas;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(width, height);
  const at: Voxel = [...voxel];
  for (let row = 0; row < height; ++row)
    for (let column = 0; column < width; ++column) {
      at[plane.right] = column;
      at[plane.up] = height - 1 - row;
      const place = brain.place(at);
      const grey = brain.mean[place] ?? 0;
      const value = brain.shownAt(place);
      if (grey === 0 && value === 0) continue;
      const shade = 48 + (grey * 150) / 255;
      image.data.set([...(value === 0 ? [shade, shade, shade] : colour(value / kFull)), 255], 4 * (row * width + column));
    }
  context.putImageData(image, 0, 0);
}

const mmText = (mm: number): string => String(Math.round(mm * 10) / 10).replace("-", "\u2212");

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** A canvas for one plane, in the brain's proportions. */
function canvasOf(brain: Brain, plane: Plane): HTMLCanvasElement {
  const canvas = element("canvas", "slice");
  canvas.width = brain.data.size[plane.right];
  canvas.height = brain.data.size[plane.up];
  canvas.style.aspectRatio = `${brain.extent(plane.right)} / ${brain.extent(plane.up)}`;
  canvas.setAttribute("role", "img");
  return canvas;
}

/** Words under a slice: its sides, and where it lies. */
function labels(plane: Plane, where: string): HTMLElement {
  const line = element("div", "sides");
  line.append(element("span", "", plane.sides[0]), element("span", "where", where), element("span", "", plane.sides[1]));
  return line;
}

function whereText(brain: Brain, plane: Plane, voxel: Voxel): string {
  return `${kAxes[plane.across]} = ${mmText(brain.mm(voxel)[plane.across])} mm`;
}

/** What stands at the cross, in words. */
function readout(brain: Brain): string {
  const [x, y, z] = brain.mm(brain.at);
  const value = brain.map[brain.place(brain.at)] ?? 0;
  const share = (value / kFull).toFixed(2).replace("-", "\u2212");
  const words = value !== 0 ? `${share} of the largest |value|` : brain.mean[brain.place(brain.at)] === 0 ? "outside the mask" : "below 0.3";
  return `(${[x, y, z].map(mmText).join(", ")}) mm: ${words}`;
}

/** Three planes through one voxel, which pointer and sliders move. */
function crossView(brain: Brain): { view: HTMLElement; refresh: () => void } {
  const planes = [kSagittal, kCoronal, kAxial];
  const view = element("div", "cross-view");
  view.style.gridTemplateColumns = planes.map((plane) => `${brain.extent(plane.right)}fr`).join(" ");
  const words = element("p", "readout");
  words.setAttribute("role", "status");
  const refreshers: (() => void)[] = [];
  const refresh = (): void => {
    for (const one of refreshers) one();
    words.textContent = readout(brain);
  };
  for (const plane of planes) {
    const box = element("div", "plane");
    const frame = element("div", "frame");
    const canvas = canvasOf(brain, plane);
    canvas.dataset["plane"] = plane.name;
    const upright = element("i", "cross upright"), level = element("i", "cross level");
    frame.append(canvas, upright, level);
    const line = labels(plane, "");
    const slider = element("input", "");
    slider.type = "range";
    slider.min = "0";
    slider.max = String(brain.data.size[plane.across] - 1);
    slider.setAttribute("aria-label", `${plane.name} slice (${kAxes[plane.across]})`);
    slider.addEventListener("input", () => {
      brain.at[plane.across] = Number(slider.value);
      refresh();
    });
    const move = (event: PointerEvent): void => {
      if (event.type === "pointermove" && event.buttons === 0) return;
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const clamp = (share: number, size: number): number => Math.max(0, Math.min(size - 1, Math.floor(share * size)));
      brain.at[plane.right] = clamp((event.clientX - left) / width, canvas.width);
      brain.at[plane.up] = canvas.height - 1 - clamp((event.clientY - top) / height, canvas.height);
      refresh();
    };
    frame.addEventListener("pointerdown", move);
    frame.addEventListener("pointermove", move);
    refreshers.push(() => {
      paint(canvas, brain, plane, brain.at);
      const where = whereText(brain, plane, brain.at);
      canvas.dataset["slice"] = slider.value = String(brain.at[plane.across]);
      canvas.setAttribute("aria-label", `${plane.name} slice at ${where}`);
      slider.setAttribute("aria-valuetext", where);
      line.children[1]!.textContent = where;
      upright.style.left = `${(100 * (brain.at[plane.right] + 0.5)) / canvas.width}%`;
      level.style.bottom = `${(100 * (brain.at[plane.up] + 0.5)) / canvas.height}%`;
    });
    box.append(frame, line, slider);
    view.append(box);
  }
  refresh();
  const whole = element("div", "");
  whole.append(view, words);
  return { view: whole, refresh };
}

/** Axial slices from below to above. */
function axialRow(brain: Brain, shown: ShownBrain): { row: HTMLElement; refresh: () => void } {
  const row = element("div", "axial-row");
  const paints: (() => void)[] = [];
  for (const k of shown.axial) {
    const voxel: Voxel = [shown.peak[0], shown.peak[1], k];
    const canvas = canvasOf(brain, kAxial);
    const where = whereText(brain, kAxial, voxel);
    canvas.dataset["plane"] = "axial";
    canvas.dataset["slice"] = String(k);
    canvas.setAttribute("aria-label", `axial slice at ${where}`);
    paints.push(() => paint(canvas, brain, kAxial, voxel));
    const box = element("div", "plane");
    box.append(canvas, labels(kAxial, where.replace("z = ", "")));
    row.append(box);
  }
  const refresh = (): void => paints.forEach((one) => one());
  refresh();
  return { row, refresh };
}

const means = new WeakMap<BrainData, Promise<Uint8Array>>(); // unpacked once, for all maps

/** From which share of the largest |value| on a map is shown; `moved` is told of another. */
function thresholdSlider(from: number, moved: (from: number) => void): HTMLElement {
  const label = element("label", "threshold", "Shown from ");
  const slider = element("input", ""), words = element("span", "", from.toFixed(2));
  slider.type = "range";
  slider.min = String(kThreshold);
  slider.max = "1";
  slider.step = "0.05";
  slider.value = String(from);
  slider.setAttribute("aria-label", "Smallest share of the largest |value| that is shown");
  slider.addEventListener("input", () => {
    words.textContent = Number(slider.value).toFixed(2);
    moved(Number(slider.value));
  });
  label.append(slider, " ", words, " of the largest |value|");
  return label;
}

/** Draws one network's slices into their place, from the share `from` of its largest |value| on; `moved` is told of another. */
export async function drawBrain(data: BrainData, shown: ShownBrain, place: HTMLElement, from = kThreshold, moved: (from: number) => void = () => undefined): Promise<void> {
  const mean = means.get(data) ?? unpackedBytes(data.mean);
  means.set(data, mean);
  const map = await unpackedBytes(data.maps[String(shown.network)] ?? "");
  const brain = new Brain(data, await mean, new Int8Array(map.buffer), shown, from);
  const cross = crossView(brain), axial = axialRow(brain, shown);
  const slider = thresholdSlider(from, (share) => {
    brain.from = share;
    cross.refresh();
    axial.refresh();
    moved(share);
  });
  place.replaceChildren(cross.view, slider, axial.row);
}
