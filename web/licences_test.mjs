// SPDX-License-Identifier: Apache-2.0
// node --test web/licences_test.mjs
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { bundled_packages, licence_comment } from "./licences.mjs";

function tree(files) {
  const root = mkdtempSync(join(tmpdir(), "licences-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof text === "string" ? text : JSON.stringify(text));
  }
  return root;
}

function packages_of(files) {
  const root = tree(files);
  const inputs = Object.fromEntries(Object.keys(files).filter((name) => name.endsWith(".js")).map((name) => [name, {}]));
  try {
    return bundled_packages({ outputs: { "out.js": { inputs } } }, root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const about = (name, more = {}) => ({ name, version: "1.2.3", license: "MIT", repository: "x/y", ...more });

test("lists each package above its text, the same text once", () => {
  const packages = packages_of({
    "main.js": "", "node_modules/b/i.js": "/* Copyright Eve */ 1", "node_modules/b/package.json": about("b"), "node_modules/b/LICENSE": "be kind */",
    "node_modules/a/i.js": "", "node_modules/a/package.json": about("a"), "node_modules/a/LICENSE": "be kind */",
  });
  const comment = licence_comment(packages);
  assert.match(comment, /a 1\.2\.3 \(MIT\)\nb 1\.2\.3 \(MIT\)\n\nbe kind \* \/\n/);
  assert.equal(comment.split("be kind").length, 2);
  assert.match(comment, /Noted in the sources of b 1\.2\.3 \(MIT\):\n\nCopyright Eve\n/);
  assert.equal(comment.indexOf("*/"), comment.length - 3);
});

test("takes the text of a sister in the same repository", () => {
  const files = {
    "node_modules/a/i.js": "", "node_modules/a/package.json": about("a"),
    "node_modules/b/i.js": "", "node_modules/b/package.json": about("b"), "node_modules/b/LICENSE": "be kind",
  };
  assert.equal(packages_of(files)[0].text, "be kind");
  assert.throws(() => packages_of({ ...files, "node_modules/b/package.json": about("b", { repository: "x/z" }) }), /no licence file/);
});

test("refuses a package without a licence", () => {
  assert.throws(() => packages_of({ "node_modules/a/i.js": "", "node_modules/a/package.json": about("a", { license: undefined }),
    "node_modules/a/LICENSE": "be kind" }), /found no license/);
});

test("knows what a published module holds inside", () => {
  const inner = (name) => ({ [`node_modules/${name}/package.json`]: about(name), [`node_modules/${name}/LICENSE`]: name });
  const packages = packages_of({ "node_modules/d3-delaunay/i.js": "", ...inner("d3-delaunay"), ...inner("delaunator"), ...inner("robust-predicates") });
  assert.deepEqual(packages.map(({ text }) => text), ["d3-delaunay", "delaunator", "robust-predicates"]);
});
