import { readFile } from "node:fs/promises";

type File = { path: string; with: Record<string, string> };

/** What of esbuild's plugin interface is needed here; the bundler itself is the member's. */
type Build = {
  onLoad(
    options: { filter: RegExp },
    load: (file: File) => Promise<{ contents: string; loader: "default" } | undefined>,
  ): void;
};

/**
 * Says that nothing before column 2^24 of the first line was written elsewhere, which is all of a file. A map without any
 * such statement would not do: esbuild takes it for no map at all and makes one.
 */
const EMPTY_MAP = JSON.stringify({ version: 3, sources: [""], mappings: "gggggBAAA" });
const COMMENT = `//# sourceMappingURL=data:application/json;base64,${btoa(EMPTY_MAP)}`;

/**
 * A plugin for what ships: the source map speaks of our files alone. Node parses all of it with the first stack trace it
 * writes, and packages would be nine tenths of it. A frame in a package then shows its place in the bundle, where a comment
 * above each file names it. The first plugin that loads a file wins, so one that changes a package's file stands before.
 */
export const mapOwnSources = {
  name: "a source map of our own files",
  setup(build: Build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path, with: attributes }) => {
      // Read as text or bytes, a file is content, in which a comment would be one too many.
      if (attributes.type !== undefined) return undefined;
      return { contents: `${await readFile(path, "utf8")}\n${COMMENT}\n`, loader: "default" };
    });
  },
};
