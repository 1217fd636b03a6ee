// SPDX-License-Identifier: Apache-2.0
// A headless Chromium for the tests of the report.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const kChromium = process.env.ANBN_CHROMIUM ?? "/usr/bin/chromium";
const kFlags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--no-first-run"];
const kPatience_ms = 180_000; // a busy machine is no failure

/** Ends the test as skipped, with the reason. */
export function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(77);
}

async function load_playwright() {
  const web = new URL("../../web/package.json", import.meta.url);
  try {
    return createRequire(web)("playwright-core");
  } catch {
    return skip("playwright-core is not installed; run `npm ci` in web/");
  }
}

/** The source of axe-core, to be run in a page. */
export function load_axe() {
  const from = createRequire(new URL("../../web/package.json", import.meta.url));
  try {
    return readFileSync(from.resolve("axe-core/axe.min.js"), "utf8");
  } catch {
    return skip("axe-core is not installed; run `npm ci` in web/");
  }
}

/** Calls act(browser) with a browser that is closed afterwards. */
export async function with_browser(act) {
  if (!existsSync(kChromium)) skip(`${kChromium} is not there; install chromium or set ANBN_CHROMIUM`);
  const { chromium } = await load_playwright();
  const browser = await chromium.launch({ executablePath: kChromium, args: kFlags, timeout: kPatience_ms });
  try {
    await act(browser);
  } finally {
    await browser.close();
  }
}

/** A fresh page that remembers what it complained of and what it asked for. */
export async function open(browser, url, options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(kPatience_ms);
  const page = await context.newPage();
  const complaints = [], requests = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, complaints, requests };
}
