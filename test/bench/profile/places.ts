import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../stand/program.ts";
import type { Place } from "./attribute.ts";
import type { CallFrame } from "./inspector.ts";

/** What the bundler writes above each file it takes in: the file's path. */
const HEADING = /^\/\/ (\S+)$/;

/**
 * Finds where our functions in a bundle were written, by its source map, which speaks of ours alone; for all others gives
 * their package's name, in the bundle by the headings above its files.
 */
export function placesIn(bundle: string): (frame: CallFrame) => Place | string {
  const map = new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, "utf8")));
  const files = filesByLine(readFileSync(bundle, "utf8"));
  return ({ functionName, url, lineNumber, columnNumber }) => {
    if (url === "") return `native ${functionName}`;
    if (url.startsWith("node:")) return `node:${url.slice("node:".length).split("/").slice(0, 2).join("/")}`;
    const file = url.startsWith("file:") ? fileURLToPath(url) : url;
    if (file !== bundle) return packageOf(file);
    const entry = map.findEntry(lineNumber, columnNumber);
    // Where the map is silent there is an entry all the same, without a source.
    if (!("originalSource" in entry) || entry.originalSource === undefined)
      return packageOf(files[lineNumber] ?? "bundle");
    const source = path.relative(root, path.resolve(path.dirname(bundle), entry.originalSource));
    return { file: source, line: entry.originalLine + 1, own: !source.includes("node_modules") };
  };
}

/** Per line the package's file it came from; undefined above the first file and in files of ours. */
function filesByLine(code: string): (string | undefined)[] {
  let file: string | undefined;
  return code.split("\n").map((line) => {
    const heading = HEADING.exec(line)?.[1];
    if (heading?.includes("/")) file = heading.includes("node_modules/") ? heading : undefined;
    return file;
  });
}

function packageOf(file: string): string {
  const [, after = file] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return after;
}
