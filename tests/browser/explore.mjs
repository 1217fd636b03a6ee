// SPDX-License-Identifier: Apache-2.0
// The panel that shows one network or neuron: what it carries against the results behind the page, links to it, and the way back.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { unpack } from "./brains.mjs";

const kStep = 1 / 20; // of a packed course [standard deviations]

/** A story of the page's data with what is packed in it. */
function unpacked(story) {
  const told = JSON.parse(unpack(story.told).toString("utf8"));
  const bytes = unpack(story.courses), { volumes, networkCourses, neuronCourses } = told;
  assert.equal(bytes.length, (networkCourses.length + neuronCourses.length) * volumes, "values of the packed courses");
  const courses = [...Array(bytes.length / volumes).keys()].map((n) => {
    let step = 0; // each byte is the difference to the one before it
    return Array.from(bytes.subarray(n * volumes, (n + 1) * volumes), (byte) => {
      step = (step + byte) & 255;
      return (step > 127 ? step - 256 : step) * kStep;
    });
  });
  return {
    ...story, ...told,
    networkCourses: new Map(networkCourses.map((one, n) => [one, courses[n]])),
    neuronCourses: new Map(neuronCourses.map((one, n) => [one, courses[networkCourses.length + n]])),
  };
}

/** Courses correlate as PCC says, of every anchored pair of the story itself whose courses are not cut at 6.35 deviations. */
function check_courses(explore) {
  let checked = 0;
  for (const story of explore.stories) {
    const { networkCourses: networks, neuronCourses: neurons } = story;
    for (const [side, network, neuron, of, , pcc] of story.pairs) {
      const a = networks.get(network), b = neurons.get(neuron);
      assert.ok(a?.length === b?.length, `${story.story}: courses of a pair`);
      if (side !== "network" || of !== "" || pcc === null || a.some((value) => Math.abs(value) > 6.3)) continue;
      const r = (explore.networks[network].sign ?? 1) * a.reduce((sum, value, t) => sum + value * b[t], 0) / story.volumes;
      assert.ok(Math.abs(Math.abs(r) - Math.abs(pcc)) < 0.03, `${story.story}, network ${network + 1}: courses correlate at ${r}, PCC is ${pcc}`);
      ++checked;
    }
  }
  assert.ok(checked > 0, "pairs whose courses could be held to their PCC");
}

/** Words and times are those of the stage `tokens`. */
function check_heard(explore, report) {
  for (const story of explore.stories) {
    const folder = join(dirname(report), "..", story.variant, story.story, "tokens");
    if (!existsSync(join(folder, "words.tsv"))) continue;
    const read = (name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n").map((line) => line.split("\t"));
    const [header, ...rows] = read("words.tsv"), volumes = read("volumes.tsv");
    const [word, onset] = ["text", "onset_s"].map((name) => header.indexOf(name));
    assert.deepEqual(story.words.length, rows.length, `${story.story}: words`);
    const shift = Number(volumes[1][volumes[0].indexOf("time_s")]);
    rows.forEach((row, w) => assert.ok(Math.abs(Number(row[onset]) - shift - story.times[w]) < 0.011, `${story.story}: time of ${row[word]}`));
  }
}

const shown = (page) => page.evaluate(() => ({
  hash: location.hash,
  story: document.querySelector("#explore select[name=story]").value,
  title: document.querySelector("#explore .shown h3")?.textContent ?? "",
  facts: Object.fromEntries([...document.querySelectorAll("#explore .facts > div")].map((row) => [row.children[0].textContent, row.children[1].textContent])),
  canvases: document.querySelectorAll("#explore canvas").length,
  bound: window.anbnViews.explored?.data("observed_line").map(({ time_s, network }) => [time_s, network]),
}));

async function ask(page, hash) {
  await page.evaluate((hash) => { delete window.anbnViews.explored; location.hash = hash; }, hash);
  await page.waitForFunction(() => window.anbnViews.explored);
  return shown(page);
}

/** Arrow keys move through the story: words are those heard 8 to 3 s before. */
async function check_words(page, story) {
  const drawing = page.locator("#explore .course .drawing");
  await drawing.focus();
  for (let step = 0; step < 12; ++step) await page.keyboard.press("ArrowRight");
  const time = 12 * story.tr_s;
  const heard = story.words.filter((_, w) => story.times[w] >= time - 8 && story.times[w] <= time - 3);
  const words = await page.locator("#explore .heard").textContent();
  assert.equal(words, `${time.toFixed(1)} s; heard 8 to 3 s before: ${heard.length > 0 ? heard.join(" ") : "no word"}`);
}

/** A layer leaves its own neurons in the list, and stands in the address. */
async function check_layer(page, story) {
  const layer = /^L(\d+)/.exec(story.neurons.at(-1))?.[1];
  if (!layer) return;
  await page.locator("#explore select[name=layer]").selectOption(layer);
  await page.waitForFunction((layer) => new URLSearchParams(location.hash.slice(1)).get("layer") === layer, layer);
  const expected = story.pairs.filter((pair) => story.neurons[pair[2]].startsWith(`L${layer}H`)).length;
  await page.waitForFunction((count) => document.querySelectorAll("#explore select[name=pair] option").length === count, expected);
}

/** A higher threshold shows fewer voxels, stands in the address, and a link shows it again. */
async function check_threshold(page, hash) {
  const coloured = () => page.evaluate(() => [...document.querySelectorAll("#explore canvas")].reduce((sum, canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true }); // else Chromium warns
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0 && data[i] !== data[i + 2]) ++sum;
    return sum;
  }, 0));
  await ask(page, hash.slice(1));
  const before = await coloured();
  await page.locator("#explore .threshold input").fill("0.8");
  const after = await coloured();
  assert.ok(after > 0 && after < before, `${before} voxels from 0.3, ${after} from 0.8`);
  const address = await page.evaluate(() => location.hash);
  assert.equal(new URLSearchParams(address.slice(1)).get("from"), "0.8");
  await ask(page, hash.slice(1));
  assert.equal(await coloured(), before, "the threshold of the page without another");
  await ask(page, address.slice(1));
  assert.equal(await coloured(), after, "the threshold of the address");
}

/** Called with an open page and its data. */
export async function check_explorer(page, explore, brain, report) {
  explore = { ...explore, stories: explore.stories.map(unpacked) };
  check_courses(explore);
  check_heard(explore, report);
  const story = explore.stories.filter(({ variant }) => variant === "main").at(-1), [, network, neuron] = story.pairs[0];
  const first = await ask(page, `network=${network + 1}&story=${encodeURIComponent(story.story)}`);
  assert.equal(first.story, story.story);
  assert.equal(first.facts.network, explore.networks[network].name);
  assert.equal(first.facts.neuron, story.neurons[neuron]);
  assert.equal(first.bound.length, story.volumes, "volumes of the course");
  assert.equal(first.canvases > 0, Boolean(brain?.maps[network + 1]), "slices of its map");
  await check_words(page, story);

  const label = story.neurons[story.pairs.at(-1)[2]];
  const second = await ask(page, `neuron=${label}&story=${encodeURIComponent(story.story)}`);
  assert.equal(second.facts.neuron, label);
  await page.goBack();
  await page.waitForFunction((title) => document.querySelector("#explore .shown h3")?.textContent === title, first.title);
  assert.deepEqual((await shown(page)).facts, first.facts, "back shows what was shown before");

  if (story.pairs.length > 1) {
    await page.locator("#explore select[name=pair]").selectOption("1");
    await page.waitForFunction((hash) => location.hash !== hash, first.hash);
    const [side, j, i] = story.pairs[1], variants = new Set(explore.stories.map(({ variant }) => variant)).size > 1 ? "&variant=main" : "";
    assert.equal((await shown(page)).hash, `#${side}=${side === "network" ? j + 1 : story.neurons[i]}&story=${encodeURIComponent(story.story)}${variants}`);
  }
  await check_layer(page, story);
  if (brain?.maps[network + 1]) await check_threshold(page, first.hash);
  await page.evaluate(() => { location.hash = "neuron=<img src=x onerror=window.hurt=1>&story=../.."; });
  await page.getByText("This page has no course of that one").waitFor();
  assert.equal(await page.evaluate(() => window.hurt), undefined, "an address ran");
}

/** A name in a table of the first screen leads to the panel, and the link opens the same view elsewhere. */
export async function check_name_links(page, url) {
  const link = page.locator("#summary td a[href^='#n']").first();
  if ((await link.count()) === 0) return;
  const name = await link.textContent();
  await link.click();
  await page.waitForFunction(() => window.anbnViews.explored);
  const there = await shown(page);
  assert.ok([there.facts.network, there.facts.neuron].includes(name), `${name} leads to ${there.title}`);
  await page.goto("about:blank");
  await page.goto(url + there.hash);
  await page.waitForFunction(() => window.anbnViews?.explored);
  assert.deepEqual(await shown(page), there, "the same view by its address");
}
