import { createHash } from "node:crypto";
import path from "node:path";
import { type CardFiles, readCardFiles } from "./card-files.ts";

/** Put in by the build, so that the bundle needs no file beside it; undeclared while developing. */
declare const BUNDLED_CARD: CardFiles | undefined;

const files =
  typeof BUNDLED_CARD === "undefined" ? readCardFiles(path.join(import.meta.dirname, "..")) : BUNDLED_CARD;

const style = `${files["shared.css"]}\n${files["card.css"]}`;
const script = files["card.js"];

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * A host builds a policy of its own from the resource's metadata, in which any inline script runs (MCP Apps 2026-01-26, "Host
 * Behavior"). This one stands in the page beside it: only this script and this style, and no request to anywhere.
 */
const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;

const filled: Record<string, string> = {
  'content=""': `content="${policy}"`,
  "<style></style>": `<style>${style}</style>`,
  "<script></script>": `<script>${script}</script>`,
};

/** The whole page in one text, for a frame that can load nothing. It holds nothing about anybody: that comes by message. */
export const cardPage: string = files["card.html"].replace(
  /content=""|<style><\/style>|<script><\/script>/g,
  (place) => filled[place] ?? place,
);
