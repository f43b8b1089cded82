import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../stand/program.ts";
import type { Place } from "./attribute.ts";
import type { CallFrame } from "./inspector.ts";

/** Finds where the functions of a bundle were written, by its source map; for all others gives their package's name. */
export function placesIn(bundle: string): (frame: CallFrame) => Place | string {
  const map = new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, "utf8")));
  return ({ functionName, url, lineNumber, columnNumber }) => {
    if (url === "") return `native ${functionName}`;
    if (url.startsWith("node:")) return `node:${url.slice("node:".length).split("/").slice(0, 2).join("/")}`;
    const file = url.startsWith("file:") ? fileURLToPath(url) : url;
    if (file !== bundle) return packageOf(file);
    const entry = map.findEntry(lineNumber, columnNumber);
    if (!("originalSource" in entry)) return "bundle";
    const source = path.relative(root, path.resolve(path.dirname(bundle), entry.originalSource));
    return { file: source, line: entry.originalLine + 1, own: !source.includes("node_modules") };
  };
}

function packageOf(file: string): string {
  const [, after = file] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return after;
}
