import { readFile } from "node:fs/promises";

type File = { path: string; with: Record<string, string> };
type Loaded = { contents: string; loader: "default" | "js" };

/** What of esbuild's plugin interface is needed here; the bundler itself is the member's. */
export type Build = {
  onLoad(options: { filter: RegExp }, load: (file: File) => Promise<Loaded | undefined>): void;
  esbuild: { transform(code: string, options: { keepNames: boolean }): Promise<{ code: string }> };
};

/**
 * Says that nothing before column 2^24 of the first line was written elsewhere, which is all of a file. A map without any
 * such statement would not do: esbuild takes it for no map at all and makes one.
 */
const EMPTY_MAP = JSON.stringify({ version: 3, sources: [""], mappings: "gggggBAAA" });
const COMMENT = `//# sourceMappingURL=data:application/json;base64,${btoa(EMPTY_MAP)}`;

/** A file of a package's, of which the bundle's source map says nothing. */
export const withoutSource = (code: string): Loaded => ({
  contents: `${code}\n${COMMENT}\n`,
  loader: "default",
});

/**
 * A plugin for what ships: the source map speaks of our files alone. Node reads all of it with the first stack trace it
 * writes, and packages would be nine tenths of it. A frame in a package then shows its place in the bundle, where a comment
 * above each file names it. The first plugin that loads a file wins, so one that changes a package's file stands before.
 */
export const mapOwnSources = {
  name: "a source map of our own files",
  setup({ onLoad }: Build) {
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path, with: attributes }) => {
      // Read as text or bytes, a file is content, in which a comment would be one too many.
      if (attributes.type !== undefined) return undefined;
      return withoutSource(await readFile(path, "utf8"));
    });
  },
};
