// SPDX-License-Identifier: Apache-2.0
// Opens a report in headless Chromium and holds what is drawn to the numbers in report/figures/*.tsv.
//   node tests/browser/report.mjs REPORT.html SCREENSHOT.png
// Exit code 77 (skipped, with the reason) where Chromium, Playwright or the drawn figures are not there.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { load_axe, open, skip, with_browser } from "./browser.mjs";
import { check_brains, unpack } from "./brains.mjs";
import { check_explorer, check_name_links } from "./explore.mjs";

/** The columns whose values the observed marks of a figure stand at, and the column that they stand over. */
const kMarks = {
  neuron_correlations: { x: "from", y: ["neurons"] },
  layer_excess: { x: "layer", y: ["excess"] },
  layer_means: { x: "layer", y: ["correlation"] },
  layer_shares: { x: "layer", y: ["share"] },
  network_correlations: { x: "network", y: ["correlation"] },
  layer_anchored: { x: "layer", y: ["anchored", "distinct"] },
  network_anchors: { x: "network", y: ["neurons"] },
  lags: { x: "lag_volumes", y: ["correlation"] },
  encoding: { x: "group", y: ["correlation"] },
  layer_health: { x: "epoch", y: ["explained", "held_out_explained"] },
  network_course: { x: "time_s", y: [] }, // lines without marks
};

/** What a page may be before anything is opened, whatever the study; its size is for each test to say [bytes]. */
const kLimits = { height: 5000, nodes: 8000, bytes: Number(process.env.ANBN_MOST_BYTES ?? 3e6) };

/** The numbers of a TSV: n/a is null, the series stays a word. */
function parse_tsv(text) {
  const [header, ...lines] = text.trimEnd().split("\n");
  const cell = (text, i) => (i === 0 ? text : text === "n/a" ? null : Number(text));
  return { columns: header.split("\t"), rows: lines.map((line) => line.split("\t").map(cell)) };
}

const read_tsv = (file) => parse_tsv(readFileSync(file, "utf8"));

/** What the page carries equals the files beside it, name by name and number by number. */
function check_page_data(figures, folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".tsv") && !name.startsWith("6bc_networks.")).sort();
  assert.deepEqual(figures.map(({ id }) => `${id}.tsv`).sort(), files, "figures in the page and files in figures/");
  for (const figure of figures) {
    const { columns, rows } = read_tsv(join(folder, `${figure.id}.tsv`));
    assert.deepEqual(figure.columns, columns, `${figure.id}: columns`);
    assert.deepEqual(figure.rows, rows, `${figure.id}: numbers in the page and in the file`);
  }
}

/** In the page: the data bound to a view by name, and where its marks of rectangles and symbols stand. */
function inspect_view(id) {
  const view = window.anbnViews[id];
  const names = Object.keys(view.getState({ data: () => true, signals: () => false, recurse: false }).data ?? {});
  const bound = Object.fromEntries(names.filter((name) => /^(observed|partial|noise|untrained)_/.test(name))
    .map((name) => [name, view.data(name).map((row) => ({ ...row }))]));
  const marks = [];
  const visit = (item) => {
    if (item.marktype === "rect" || item.marktype === "symbol")
      for (const mark of item.items)
        if (mark.datum?.series === "observed")
          marks.push({ kind: item.marktype, x: mark.x, width: mark.width ?? 0, y: mark.y, height: mark.height ?? 0 });
    for (const child of item.items ?? []) visit(child);
  };
  visit(view.scenegraph().root);
  const svg = document.querySelector(`[data-figure="${CSS.escape(id)}"] svg`);
  const paths = [...(svg?.querySelectorAll(".mark-group path, .mark-group line") ?? [])];
  return { bound, marks, paths: paths.length, text: svg?.outerHTML ?? "" };
}

/** Every observed row of a figure has a mark at its value, by the view's own scales. */
async function check_marks(page, figure, marks) {
  const { x, y } = kMarks[figure.kind];
  const rows = figure.rows.filter((row) => row[0] === "observed");
  for (const field of y) {
    const at = (name) => figure.columns.indexOf(name);
    const drawn = rows.filter((row) => row[at(field)] !== null);
    const places = await page.evaluate(({ id, xs, ys }) => {
      const view = window.anbnViews[id];
      return { xs: xs.map((v) => view.scale("x")(v)), ys: ys.map((v) => view.scale("y")(v)) };
    }, { id: figure.id, xs: drawn.map((row) => row[at(x)]), ys: drawn.map((row) => row[at(field)]) });
    drawn.forEach((row, i) => {
      const found = marks.some((mark) =>
        Math.abs(mark.y - places.ys[i]) < 0.01 && places.xs[i] >= mark.x - 1.5 && places.xs[i] <= mark.x + mark.width + 1.5);
      assert.ok(found, `${figure.id}: no mark for ${field} ${row[at(field)]} at ${x} ${row[at(x)]}`);
    });
  }
}

async function check_figure(page, figure) {
  const { bound, marks, paths, text } = await page.evaluate(inspect_view, figure.id);
  assert.ok(paths > 0, `${figure.id}: an svg with marks`);
  assert.doesNotMatch(text, /NaN|undefined/, `${figure.id}: a mark without a place`);
  const series = new Set(figure.rows.map((row) => row[0]));
  const drawn = new Set(Object.keys(bound).filter((name) => bound[name].length > 0).map((name) => name.split("_")[0]));
  assert.deepEqual(drawn, series, `${figure.id}: series drawn`);
  for (const [name, rows] of Object.entries(bound)) {
    const expected = figure.rows.filter((row) => row[0] === name.split("_")[0]);
    const values = rows.map((row) => figure.columns.map((column) => row[column]));
    assert.deepEqual(values, expected, `${figure.id}: numbers bound to ${name}`);
  }
  await check_marks(page, figure, marks);
}

async function check_sorting(page) {
  const table = page.locator("table[data-sortable]", { has: page.locator("th", { hasText: "strongest pair" }) }).first();
  const heading = table.locator("th", { hasText: /^PCC$/ });
  const column = await heading.evaluate((th) => th.cellIndex);
  const values = () => table.locator("tbody tr").evaluateAll((rows, i) => rows.map((row) => row.cells[i].textContent), column);
  const numbers = (texts) => texts.filter((text) => text !== "n/a").map(Number);
  await heading.locator("button").click();
  const up = numbers(await values());
  assert.deepEqual(up, [...up].sort((a, b) => a - b), "ascending after one press");
  await heading.locator("button").click();
  const down = numbers(await values());
  assert.deepEqual(down, [...down].sort((a, b) => b - a), "descending after two");
}

/** In the page: what stands before anything is opened. */
function inspect_first_screen() {
  return {
    height: document.documentElement.scrollHeight,
    nodes: document.querySelectorAll("*").length,
    open: document.querySelectorAll("details[open]").length,
    held: document.querySelectorAll("details > noscript").length,
    drawn: Object.keys(window.anbnViews),
    places: [...document.querySelectorAll("[data-figure]")].map((place) => place.dataset.figure),
    verdict: document.querySelector("main .verdict").getBoundingClientRect().top,
  };
}

/** The answer stands on the first screen with the figure of its layers, and the page is small; nothing else is there yet. */
async function check_first_screen(page, report) {
  await page.waitForFunction(() => Object.keys(window.anbnViews).length === document.querySelectorAll("[data-figure]").length);
  const first = await page.evaluate(inspect_first_screen);
  const bytes = readFileSync(report).length;
  console.log(`before anything is opened: ${first.height} px, ${first.nodes} nodes, ${bytes} bytes`);
  assert.ok(first.height < kLimits.height, `${first.height} px`);
  assert.ok(first.nodes < kLimits.nodes, `${first.nodes} nodes`);
  assert.ok(bytes < kLimits.bytes, `${bytes} bytes`);
  assert.ok(first.verdict < 400, `the verdict begins ${first.verdict} px below the top`);
  assert.equal(first.open, 0, "open boxes");
  assert.ok(first.held > 3, "boxes that hold something back");
  assert.ok(first.places.length <= 1, `figures at once: ${first.places}`);
  assert.deepEqual(first.drawn, first.places, "figures drawn at once");
}

/** A link from the first screen opens what it points at; so does the address, and back goes back. */
async function check_links(page) {
  const link = page.locator("#summary a[href^='#session.']").first();
  const id = (await link.getAttribute("href")).slice(1);
  await link.click();
  await page.waitForFunction((id) => document.querySelector(`${`[id="${id}"]`} figure, ${`[id="${id}"]`} table`), id);
  assert.ok(await page.evaluate((id) => document.getElementById(id).closest("section").querySelector("details").open, id), `${id} is open`);
  await page.goBack();
  assert.equal(await page.evaluate(() => location.hash), "");
}

/** A drawn figure can be saved: SVG and PNG that stand by themselves, and the numbers as in their file. */
async function check_saved(page, figure, folder) {
  const saved = {};
  for (const kind of ["SVG", "PNG", "TSV"]) {
    const button = page.locator(`[data-figure="${figure.id}"] .save button`, { hasText: kind });
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    assert.equal(download.suggestedFilename(), `${figure.id}.${kind.toLowerCase()}`);
    saved[kind] = readFileSync(await download.path());
  }
  const svg = saved.SVG.toString("utf8");
  assert.doesNotMatch(svg, /var\(|NaN|undefined|<script/, "an SVG that stands by itself");
  assert.ok(svg.startsWith("<svg") && svg.includes(figure.title) && svg.includes("<path"), "title and marks in the SVG");
  assert.equal(saved.PNG.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
  assert.equal(saved.PNG.readUInt32BE(16), 3 * Math.round(Number(/width="([\d.]+)"/.exec(svg)[1])), "width of the PNG");
  assert.ok(saved.PNG.length > 5000, `a PNG of ${saved.PNG.length} bytes`);
  assert.deepEqual(parse_tsv(saved.TSV.toString("utf8")), read_tsv(join(folder, "figures", `${figure.id}.tsv`)), "numbers as saved");
}

/** Numbers of a figure become a table when they are opened. */
async function check_numbers_table(page, figure) {
  const box = page.locator("details", { has: page.locator(`[data-numbers="${figure.id}"]`) }).last();
  const rows = await box.locator("tbody tr").count();
  assert.equal(rows, figure.rows.length, `${figure.id}: rows of its table`);
}

async function check_drawn(browser, url, report, screenshot) {
  const { page, complaints, requests } = await open(browser, url, { viewport: { width: 1280, height: 900 } });
  const data = page.locator("#anbn-data");
  if ((await data.count()) === 0) skip("this anbn was built without Node: its reports have no drawn figures");
  await page.evaluate(() => window.anbnReady);
  await check_first_screen(page, report);
  await page.screenshot({ path: screenshot, fullPage: true });
  await check_links(page);
  await check_paper_figures(page);
  const { figures: packed_heads, brain, explore } = JSON.parse(await data.textContent());
  const heads = JSON.parse(unpack(packed_heads).toString("utf8"));
  assert.ok(heads.length > 0, "figures in the page");
  await page.evaluate(() => window.anbnDrawAll());
  const texts = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll("[data-numbers]")].map((place) => [place.dataset.numbers, place.dataset.text ?? place.textContent])));
  const figures = heads.map((head) => ({ ...head, ...parse_tsv(texts[head.id]) }));
  assert.equal(await page.locator("[data-figure]").count(), figures.length, "a place for each figure");
  check_page_data(figures, join(dirname(report), "figures"));
  for (const figure of figures) await check_figure(page, figure);
  await check_numbers_table(page, figures[0]);
  if (brain) await check_brains(page, brain);
  await check_sorting(page);
  await check_saved(page, figures[0], dirname(report));
  if (explore.stories.length > 0) {
    await check_explorer(page, explore, brain, report);
    await check_name_links(page, url);
  }
  assert.deepEqual(complaints, [], "errors in the console");
  const asked = requests.map((request) => request.split("#")[0]).filter((request) => !/^(blob|data):/.test(request)); // made in the page
  assert.deepEqual([...new Set(asked)], [url], "requests");
  return figures.length;
}

/** A link of the table of the paper's figures opens one that is then drawn, also where it was packed. */
async function check_paper_figures(page) {
  await page.evaluate(() => { document.querySelector("#paper-figures details").open = true; });
  const links = page.locator("#paper-figures a[href^='#figure-']");
  await links.first().waitFor();
  for (const link of [links.first(), links.last()]) {
    const id = (await link.getAttribute("href")).slice("#figure-".length);
    await link.click();
    await page.waitForFunction((id) => window.anbnViews[id], id);
    assert.ok(await page.locator(`[id="figure-${id}"] svg`).first().isVisible(), `${id} is drawn where its link leads`);
  }
}

/** What axe-core finds that is serious or worse, of the page as it is now. */
async function serious_findings(page) {
  await page.evaluate(load_axe());
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.length}, such as ${nodes[0].html.slice(0, 200)}`);
}

const kViews = {
  light: { viewport: { width: 1280, height: 900 } },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  telephone: { viewport: { width: 390, height: 844 } },
};

async function check_accessible(browser, url) {
  for (const [name, view] of Object.entries(kViews)) {
    const { page } = await open(browser, url, view);
    await page.evaluate(() => window.anbnReady);
    assert.deepEqual(await serious_findings(page), [], `axe-core, ${name}`);
    if (name === "telephone") continue; // the same elements, in one column
    await page.evaluate(() => window.anbnDrawAll());
    assert.deepEqual(await serious_findings(page), [], `axe-core, ${name}, everything opened`);
    await page.context().close();
  }
}

/** The keyboard comes first to the way past the navigation. */
async function check_keyboard(browser, url) {
  const { page } = await open(browser, url, kViews.light);
  await page.evaluate(() => window.anbnReady);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop");
  assert.ok((await page.locator(".skip").boundingBox()).x >= 0, "the skip link is seen once it has the focus");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)), "the stop after the skip link is in main");
}

/** Without a script nothing is held back: boxes open by themselves and hold words, tables and numbers. */
async function check_without_script(browser, url) {
  const { page, requests } = await open(browser, url, { javaScriptEnabled: false });
  assert.ok(await page.locator(".verdict h3").first().isVisible(), "the verdict without a script");
  assert.ok(await page.getByText("Figures are drawn by a script").isVisible(), "words about the missing figures");
  const session = page.locator("section.part > details", { has: page.locator("pre.numbers") }).first();
  await session.locator("summary").first().click();
  await session.locator("summary", { hasText: "Numbers" }).first().click();
  assert.ok(await session.locator("pre.numbers").first().isVisible(), "numbers without a script");
  const pairs = session.locator("details.box", { hasText: "Anchored pairs" }).first();
  await pairs.locator("summary").first().click();
  assert.ok(await pairs.locator("table").first().isVisible(), "tables without a script");
  assert.deepEqual([...new Set(requests)], [url], "requests without a script");
}

async function check_narrow_and_dark(browser, url) {
  const { page, complaints } = await open(browser, url, { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  await page.evaluate(() => window.anbnReady);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `the page is ${width} px wide on a telephone of 390`);
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.ok(Number(/\d+/.exec(paper)[0]) < 60, `dark paper, not ${paper}`);
  assert.deepEqual(complaints, [], "errors in the console of a narrow page");
}

/** On paper nothing scrolls: a table is as high as its rows, and no section runs into the next. */
async function check_printed(browser, url) {
  const { page } = await open(browser, url, { viewport: { width: 794, height: 1123 } });
  await page.evaluate(() => window.anbnReady);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.anbnDrawAll());
  const { tables, cut, overlapping } = await page.evaluate(() => {
    const bottom = (element) => element.getBoundingClientRect().bottom;
    const boxes = [...document.querySelectorAll(".scroll")].filter((box) => box.getClientRects().length > 0);
    const deepest = (section) => Math.max(...[...section.querySelectorAll("*")].filter((e) => !e.closest(".unseen")).map(bottom));
    const sections = [...document.querySelectorAll("main > section")];
    return {
      tables: boxes.length,
      cut: boxes.filter((box) => bottom(box.querySelector("table")) > bottom(box) + 1).map((box) => box.getAttribute("aria-label")),
      overlapping: sections.slice(1).filter((next, i) => deepest(sections[i]) > next.getBoundingClientRect().top + 1).map((s) => s.id),
    };
  });
  assert.ok(tables > 0, "tables on paper");
  assert.deepEqual(cut, [], "tables that are cut on paper, or run over what follows");
  assert.deepEqual(overlapping, [], "sections that the one before runs into on paper");
}

const [report, screenshot] = process.argv.slice(2);
if (!report || !screenshot) {
  console.error("usage: node report.mjs REPORT.html SCREENSHOT.png");
  process.exit(2);
}
const url = pathToFileURL(resolve(report)).href;
await with_browser(async (browser) => {
  const count = await check_drawn(browser, url, resolve(report), screenshot);
  await check_without_script(browser, url);
  await check_keyboard(browser, url);
  await check_accessible(browser, url);
  await check_narrow_and_dark(browser, url);
  await check_printed(browser, url);
  console.log(`${count} figures drawn as in their files; no error, no request; ${screenshot}`);
});
