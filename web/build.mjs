// SPDX-License-Identifier: Apache-2.0
// Bundles the report's front end into one script and writes it as C++: node build.mjs OUT.cpp
// The same sources and packages give the same bytes: nothing here looks at the clock, the host or the folder.
import { build } from "esbuild";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundled_packages, licence_comment } from "./licences.mjs";

const kChunk = 8000; // compilers need not take string literals above 65536 characters

// Kinds of drawings that no figure here is: Vega has them all in one table, which is as well without them.
const kLeftOut = ["vega-crossfilter", "vega-force", "vega-geo", "vega-hierarchy", "vega-label", "vega-regression", "vega-voronoi", "vega-wordcloud"];

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error("usage: node build.mjs OUT.cpp");
  process.exit(2);
}

const result = await build({
  absWorkingDir: here,
  entryPoints: ["main.ts"],
  bundle: true,
  alias: Object.fromEntries(kLeftOut.map((name) => [name, "./left_out.ts"])),
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "ascii",
  legalComments: "none", // licence_comment() says it all, and once
  metafile: true,
  write: false,
  logLevel: "warning",
});
const bundle_with_licences = licence_comment(bundled_packages(result.metafile, here)) + result.outputFiles[0].text;
// The script stands inside <script>: nothing in it may look like the element's end.
const script = bundle_with_licences.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");

/** C++ string literals of the text, a chunk a line. Names in licences may be more than ASCII: the page and C++ are UTF-8. */
function literals(text) {
  const lines = [];
  for (let i = 0; i < text.length; i += kChunk) {
    const chunk = text.slice(i, i + kChunk);
    lines.push('    "' + chunk.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("?", "\\?") + '"');
  }
  return lines;
}

// Separate literals in an array, because adjacent ones would be joined into one that is too long.
const cpp = `// Made by web/build.mjs; do not edit.
#include "anbn/report/page/web_bundle.h"

namespace anbn {

const std::vector<std::string_view>& web_bundle() {
  static const std::vector<std::string_view> chunks = {
${literals(script).join(",\n")}};
  return chunks;
}

}  // namespace anbn
`;
mkdirSync(dirname(resolve(out)), { recursive: true });
writeFileSync(out, cpp);
