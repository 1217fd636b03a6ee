// SPDX-License-Identifier: Apache-2.0
// How figures look. Colours are the page's CSS variables, so that dark mode and print change them without drawing again.
import type { Config } from "vega-lite";

export const kColours = {
  observed: "var(--observed)",
  noise: "var(--noise)",
  untrained: "var(--untrained)",
  second: "var(--second)",
  ink: "var(--ink-soft)",
  grid: "var(--grid)",
};

const kFont = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

export const kConfig: Config = {
  background: "transparent",
  font: kFont,
  aria: false,
  padding: 0,
  view: { stroke: null },
  axis: {
    labelColor: kColours.ink,
    titleColor: kColours.ink,
    labelFontSize: 11,
    titleFontSize: 11.5,
    titleFontWeight: "normal",
    titlePadding: 8,
    labelPadding: 5,
    domainColor: kColours.ink,
    tickColor: kColours.ink,
    tickSize: 4,
    domainWidth: 0.75,
    tickWidth: 0.75,
  },
  axisX: { grid: false, labelFlush: false },
  axisY: { grid: true, gridColor: kColours.grid, gridWidth: 0.75, domain: false, ticks: false, tickCount: 5 },
};
