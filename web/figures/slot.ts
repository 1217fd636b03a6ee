// SPDX-License-Identifier: Apache-2.0
// Room for numbered things side by side, such as networks: half a step free at both ends, marks a little narrower than a step.
import { rowsOf, type Figure } from "../page_data.js";
import { count } from "./marks.js";

const kDrawnWidth = 520; // of the axis in a full-width figure [px]; narrower ones only come closer together

export const slot = {
  axis(figure: Figure): { scale: object } {
    const field = figure.columns[1] ?? "";
    const numbers = rowsOf(figure, "observed").map((row) => Number(row[field]));
    return { scale: { domain: [Math.min(...numbers) - 0.6, Math.max(...numbers) + 0.6], nice: false } };
  },
  width: (figure: Figure): number => Math.max(1.5, Math.min(22, (kDrawnWidth / count(figure)) * 0.6)),
};
