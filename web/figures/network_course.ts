// SPDX-License-Identifier: Apache-2.0
// Figures 6b, 6c and 8: the time courses of a network and of a neuron.
import type { FigureKind } from "./figure.js";
import { observedLine, secondLine } from "./marks.js";

export const networkCourse: FigureKind = {
  name: "network_course",
  height: 150,
  layers(figure) {
    const x = { field: "time_s", axis: { tickCount: 6 } };
    const axis = { tickCount: 5, format: "~g" };
    return [
      secondLine(figure, { x, y: { field: "neuron", axis } }, 1.25),
      observedLine(figure, { x, y: { field: "network", axis } }),
    ];
  },
  key: () => [
    { series: "observed", look: "bare", words: "network" },
    { series: "second", look: "dash", words: "neuron" },
  ],
};
