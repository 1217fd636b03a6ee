// SPDX-License-Identifier: Apache-2.0
// Room for numbered things side by side, such as networks: half a step free at both ends, marks a little narrower than a step.
import type { Figure } from "../page_data.js";
import { count } from "./marks.js";

const kDrawnWidth = 520; // of the axis in a full-width figure [px]; narrower ones only come closer together

export const slot = {
  axis(figure: Figure): { scale: object; axis: object } {
    const last = count(figure);
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => last / size <= 12) ?? 1000;
    const values = Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => Math.max(1, i * step));
    return { scale: { domain: [0.4, last + 0.6], nice: false, padding: 0 }, axis: { values: [...new Set(values)] } };
  },
  width: (figure: Figure): number => Math.max(1.5, Math.min(22, (kDrawnWidth / count(figure)) * 0.6)),
};
