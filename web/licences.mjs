// SPDX-License-Identifier: Apache-2.0
// The packages that a bundle holds, with their licences: whoever passes a report on passes them on too.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Packages whose published module already holds others: esbuild sees only the outer one. */
const kHeldInside = { "d3-delaunay": ["delaunator", "robust-predicates"] };

/** "node_modules/a/node_modules/b" for a file of package b, or nothing for a file of ours. */
function folder_of(path) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

/** The comments of a source that speak of copyright or licences: minifying drops them. */
function notices_in(source) {
  const blocks = source.match(/\/\*[\s\S]*?\*\//g) ?? [];
  const lines = source.match(/^\s*\/\/.*$/gm) ?? [];
  const bare = (comment) => comment.replace(/^\s*\/[/*]+!?|\*\/$/g, "").trim();
  return [...blocks, ...lines].filter((comment) => /copyright|licen[sc]e/i.test(comment)).map(bare);
}

function read_package(root, folder, sources) {
  const about = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  if (!about.license) throw new Error(`${folder}/package.json: found no license; expected one, since the bundle holds it`);
  const file = readdirSync(join(root, folder)).filter((name) => /^(licen[sc]e|copying)/i.test(name)).sort()[0];
  return {
    title: `${about.name} ${about.version} (${about.license})`,
    folder,
    licence: about.license,
    repository: about.repository?.url ?? about.repository ?? "",
    text: file && readFileSync(join(root, folder, file), "utf8").replaceAll("\r", "").trim(),
    notices: [...new Set(sources.flatMap((path) => notices_in(readFileSync(join(root, path), "utf8"))))].sort(),
  };
}

/** Some packages of one repository are published without its licence file: their sisters have it. */
function text_of(one, all) {
  if (one.text) return one.text;
  const same = all.filter((other) => other.text && other.licence === one.licence &&
    one.repository && other.repository === one.repository);
  const texts = [...new Set(same.map((other) => other.text))];
  if (texts.length !== 1)
    throw new Error(`${one.folder}: found no licence file; expected one here or in one other package of its repository`);
  return texts[0];
}

/** The packages in an esbuild metafile (paths relative to `root`), sorted, each with `title`, `text` and `notices`. */
export function bundled_packages(metafile, root) {
  const sources = new Map();
  for (const output of Object.values(metafile.outputs))
    for (const path of Object.keys(output.inputs)) {
      const folder = folder_of(path);
      if (!folder) continue;
      sources.set(folder, [...(sources.get(folder) ?? []), path]);
      for (const held of kHeldInside[folder.split("node_modules/").pop()] ?? []) {
        const own = `${folder}/node_modules/${held}`;
        const place = existsSync(join(root, own)) ? own : `node_modules/${held}`;
        sources.set(place, sources.get(place) ?? []);
      }
    }
  const all = [...sources.keys()].sort().map((folder) => read_package(root, folder, sources.get(folder)));
  return all.map((one) => ({ title: one.title, text: text_of(one, all), notices: one.notices }));
}

/** One comment with every package and every text once. */
export function licence_comment(packages) {
  const titles_of = new Map();
  for (const { title, text } of packages) titles_of.set(text, [...(titles_of.get(text) ?? []), title]);
  const rule = "-".repeat(80);
  const parts = ["Third-party software in this script, each above the text of its licence."];
  for (const [text, titles] of titles_of) parts.push([...new Set(titles)].sort().join("\n") + "\n\n" + text);
  const noted = new Map();
  for (const { title, notices } of packages)
    for (const notice of notices) noted.set(notice, [...(noted.get(notice) ?? []), title]);
  for (const [notice, titles] of noted) parts.push(`Noted in the sources of ${[...new Set(titles)].join(", ")}:\n\n${notice}`);
  return `/*!\n${parts.join(`\n${rule}\n`).replaceAll("*/", "* /")}\n*/\n`;
}
