// SPDX-License-Identifier: Apache-2.0
// The report of planted_blobs.py in a browser: blobs appear on the side of the head where they are.
//   node tests/browser/planted_blobs.mjs REPORT.html
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { read_slices } from "./brains.mjs";
import { open, with_browser } from "./browser.mjs";

const id = (network) => `6bc_course_${network}.main.fox`;

/** The centre of a colour in a slice, from 0 (left, bottom) to 1 (right, top). */
function centre({ width, height, words }, colour) {
  const at = words.flatMap((word, i) => (word === colour ? [i] : []));
  assert.ok(at.length > 0, `no ${colour} pixel`);
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  return { right: (mean(at.map((i) => i % width)) + 0.5) / width, up: 1 - (mean(at.map((i) => Math.floor(i / width))) + 0.5) / height };
}

async function check_sides(page) {
  const [sagittal, coronal, axial] = await page.evaluate(read_slices, id(1));
  const blob = centre(axial, "warm"), other = centre(axial, "cool");
  // Of the brain's 132 mm from left to right the blob lies at 66 + 32, of its 156 mm from back to front at 84 - 28 = 56.
  assert.ok(Math.abs(blob.right - 98 / 132) < 0.05 && Math.abs(blob.up - 56 / 156) < 0.05, JSON.stringify(blob));
  assert.ok(Math.abs(other.right - 29 / 132) < 0.05, JSON.stringify(other));
  assert.ok(Math.abs(centre(coronal, "warm").right - 98 / 132) < 0.05, "the coronal slice has the blob on the right");
  assert.ok(Math.abs(centre(sagittal, "warm").right - 56 / 156) < 0.05, "the sagittal slice has the blob in the back, to the left");
  assert.ok(Math.abs(centre(sagittal, "warm").up - 73 / 112) < 0.06, "the sagittal slice has the blob above the middle");
}

async function check_flip(page) {
  const axial = (await page.evaluate(read_slices, id(2)))[2];
  const blob = centre(axial, "warm");
  assert.ok(blob.right < 0.4 && blob.up > 0.6, "the negative blob on the left and in front is shown warm");
  assert.ok(await page.getByText("The negative part of this map is the larger one").first().isVisible());
}

async function check_slider(page) {
  const brain = page.locator(`[data-brain="${id(1)}"]`);
  const before = await brain.locator(".readout").textContent();
  assert.match(before, /^\(32\.5, \u221227\.5, 22\.5\) mm: 1\.00/);
  await brain.getByLabel("axial slice (z)").press("ArrowRight");
  assert.match(await brain.locator(".readout").textContent(), /^\(32\.5, \u221227\.5, 27\.5\) mm: 0\.\d/);
  const canvas = brain.locator("canvas").nth(2);
  const { width, height } = await canvas.boundingBox();
  await canvas.click({ position: { x: 1, y: height - 1 } });
  assert.match(await brain.locator(".readout").textContent(), /outside the mask$/);
  await canvas.click({ position: { x: width / 4, y: height / 2 } });
  assert.match(await brain.locator(".readout").textContent(), /^\(\u2212\d.* below 0\.3$/);
}

async function check_words(page) {
  const text = await page.evaluate(() => document.body.innerText);
  assert.match(text, /Layer 3 learned nothing\./);
  assert.match(text, /6 of 30 scans have voxels that are constant or not finite, and are 0 there; 5 of them more than 1 %/);
  assert.match(text, /bold: 6 of 30 scans/);
  assert.equal(await page.locator("#warnings li").count(), 2, "the scans' warnings as one");
  assert.ok(await page.getByText("This map is 0 everywhere").isVisible());
}

await with_browser(async (browser) => {
  const url = pathToFileURL(resolve(process.argv[2])).href;
  const { page } = await open(browser, url, { viewport: { width: 1280, height: 900 } });
  await page.evaluate(() => window.anbnDrawAll());
  await check_sides(page);
  await check_flip(page);
  await check_slider(page);
  await check_words(page);
  console.log("blobs appear where they were planted");
});
