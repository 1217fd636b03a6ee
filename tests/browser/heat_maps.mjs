// SPDX-License-Identifier: Apache-2.0
// Heat maps in the page and beside it: words as text whatever they are, both weights where they meet, as in weights.npy.
//   node tests/browser/heat_maps.mjs REPORT.html LAYERS_FOLDER
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { open, skip, with_browser } from "./browser.mjs";

function read_tsv(file) {
  const [header, ...lines] = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => line.split("\t"));
  return lines.map((line) => Object.fromEntries(header.map((name, i) => [name, line[i]])));
}

/** In the page: the words with weights of each layer's heat map, and how they are painted. */
function read_page() {
  return [...document.querySelectorAll("details.layer")].map((layer) => {
    layer.open = true;
    const heat = layer.querySelector("div.heat");
    return {
      summary: layer.querySelector("summary").textContent,
      picture: layer.querySelector("a").getAttribute("href"),
      text: heat.textContent,
      foreign: heat.querySelectorAll(":not(i):not(p)").length,
      words: [...heat.querySelectorAll("i")].map((word) => {
        const style = getComputedStyle(word);
        return { text: word.textContent, q: Number(style.getPropertyValue("--q")), k: Number(style.getPropertyValue("--k")), image: style.backgroundImage };
      }),
    };
  });
}

/** In a picture: its words with the weights that their titles tell, and its bands. */
function read_picture() {
  const words = [...document.querySelectorAll("#words text")].map((text) => {
    const title = text.querySelector("title")?.textContent ?? "query 0, key 0";
    const [, q, k] = /^query (.*), key (.*)$/.exec(title);
    return { text: text.firstChild.textContent, q: Number(q), k: Number(k) };
  });
  const bands = (id) => document.querySelectorAll(`#${id} rect`).length;
  return { words, queries: bands("queries"), keys: bands("keys"), scripts: document.querySelectorAll("script, image, foreignObject").length };
}

const kHostile = ["script>window.hurt=1</script", "a<img/src=x/onerror=window.hurt=1>b", "the\"--q:1", "dog'&ampdog"];

function check_heat(layer) {
  assert.equal(layer.foreign, 0, `${layer.summary}: words became elements`);
  for (const word of kHostile) assert.ok(layer.text.includes(word), `${layer.summary}: ${word} is not there as text`);
  assert.ok(layer.words.length > 0 && layer.words.some(({ q, k }) => q === 1 || k === 1), `${layer.summary}: no word of weight 1`);
  assert.ok(layer.words.some(({ q, k }) => q > 0 && k > 0), `${layer.summary}: no word with both weights`);
  for (const { text, q, k, image } of layer.words) {
    const alpha = [...image.matchAll(/rgba\((\d+), (\d+), (\d+), ([\d.]+)\)|rgb\(([^)]*)\)/g)].map((found) => Number(found[4] ?? 1));
    assert.equal(alpha.length, 2, `${layer.summary}: ${text} is painted ${image}`);
    assert.ok(Math.abs(alpha[0] - 0.75 * q) < 0.01 && Math.abs(alpha[1] - 0.75 * k) < 0.01, `${layer.summary}: ${text} ${q} ${k} is painted ${image}`);
  }
}

/** The same words have the same weights in the page and in the picture. */
function check_picture(layer, picture) {
  assert.equal(picture.scripts, 0, "a picture with elements that are no text");
  // The page has two decimals, the picture three digits.
  const heavy = picture.words.filter(({ q, k }) => q >= 0.025 || k >= 0.025);
  const shown = layer.words.filter(({ q, k }) => q >= 0.03 || k >= 0.03);
  assert.ok(Math.abs(heavy.length - shown.length) <= 1, `${layer.summary}: ${heavy.length} words in the picture, ${shown.length} in the page`);
  const both = picture.words.filter(({ q, k }) => q >= 0.03 && k >= 0.03).length;
  assert.ok(picture.queries >= both + 7 && picture.keys >= both + 7, `${layer.summary}: bands are missing`);
  for (const word of kHostile) assert.ok(picture.words.some(({ text }) => text === word), `${word} is not in the picture`);
}

const [report, folder] = process.argv.slice(2).map((path) => resolve(path));
await with_browser(async (browser) => {
  const { page, complaints } = await open(browser, pathToFileURL(report).href, { viewport: { width: 1280, height: 900 } });
  if ((await page.locator("#anbn-data").count()) === 0) skip("this anbn was built without Node");
  await page.evaluate(() => window.anbnDrawAll());
  const layers = await page.evaluate(read_page), rows = read_tsv(join(folder, "layers.tsv"));
  assert.equal(layers.length, rows.filter(({ pair }) => pair !== "n/a").length, "a card a layer");
  for (const [i, layer] of layers.entries()) {
    check_heat(layer);
    assert.ok(layer.summary.includes(rows[i].label), layer.summary);
    assert.ok(layer.picture.endsWith(`layers/heatmaps/${rows[i].label}.svg`), layer.picture);
    const picture = await open(browser, pathToFileURL(join(folder, "heatmaps", `${rows[i].label}.svg`)).href, {});
    check_picture(layer, await picture.page.evaluate(read_picture));
    assert.equal(await picture.page.evaluate(() => window.hurt), undefined, "a word in a picture ran");
    assert.deepEqual(picture.complaints, [], "complaints of a picture");
  }
  assert.equal(await page.evaluate(() => window.hurt), undefined, "a word in the page ran");
  assert.deepEqual(complaints, [], "errors in the console");
  console.log(`${layers.length} heat maps: words as text, both weights, the same in the page and in pictures`);
});
