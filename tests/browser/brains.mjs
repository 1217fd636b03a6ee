// SPDX-License-Identifier: Apache-2.0
// Slices on canvases against the volumes that the page carries.
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

/** Bytes as the page packs them: gzip in base64. */
export const unpack = (text) => gunzipSync(Buffer.from(text, "base64"));

/** In the page: the canvases of one network, a word a pixel: "warm", "cool", "grey" or "" (transparent). */
export function read_slices(id) {
  const word = ([r, g, b, a]) => (a === 0 ? "" : r === g && g === b ? "grey" : r > b ? "warm" : "cool");
  return [...document.querySelectorAll(`[data-brain="${CSS.escape(id)}"] canvas`)].map((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const words = Array.from({ length: data.length / 4 }, (_, i) => word(data.slice(4 * i, 4 * i + 4)));
    return { plane: canvas.dataset.plane, slice: Number(canvas.dataset.slice), width: canvas.width, height: canvas.height, words };
  });
}

/** The axes that run right, up and across in each plane. */
const kPlanes = { sagittal: [1, 2, 0], coronal: [0, 2, 1], axial: [0, 1, 2] };

/** What each pixel of a slice must be, from the page's data. */
function expected_words(brain, mean, map, { plane, slice, width, height }) {
  const [right, up, across] = kPlanes[plane];
  const words = [];
  for (let row = 0; row < height; ++row)
    for (let column = 0; column < width; ++column) {
      const at = [];
      at[right] = column;
      at[up] = height - 1 - row;
      at[across] = slice;
      const place = at[0] + brain.size[0] * (at[1] + brain.size[1] * at[2]);
      words.push(map[place] > 127 ? "cool" : map[place] > 0 ? "warm" : mean[place] > 0 ? "grey" : "");
    }
  return words;
}

/** Every canvas shows its slice of its network, and none is blank. */
export async function check_brains(page, brain) {
  const count = brain.size.reduce((a, b) => a * b);
  const mean = unpack(brain.mean);
  assert.equal(mean.length, count, "voxels of the mean volume");
  for (const { id, network, peak, axial } of brain.shown) {
    const map = unpack(brain.maps[network]);
    assert.equal(map.length, count, `${id}: voxels of the map`);
    const slices = await page.evaluate(read_slices, id);
    assert.deepEqual(slices.map(({ slice }) => slice), [...peak, ...axial], `${id}: slices`);
    for (const slice of slices) {
      const name = `${id}: ${slice.plane} slice ${slice.slice}`;
      assert.deepEqual(slice.words, expected_words(brain, mean, map, slice), name);
      assert.ok(slice.words.includes("warm") || slice.words.includes("cool"), `${name} shows nothing of the map`);
    }
  }
}
