import { readFile } from "node:fs/promises";

type File = { path: string; with: Record<string, string> };
type Loaded = { contents: string; loader: "default" | "js" };
type Transform = (
  code: string,
  options: { keepNames: boolean; minifyWhitespace: boolean },
) => Promise<{ code: string }>;

/** What of esbuild's plugin interface is needed here; the bundler itself is the member's. */
export type Build = {
  onLoad(options: { filter: RegExp }, load: (file: File) => Promise<Loaded | undefined>): void;
  esbuild: { transform: Transform };
};

/**
 * Says that nothing before column 2^24 of the first line was written elsewhere, which is all of a file. A map without any
 * such statement would not do: esbuild takes it for no map at all and makes one.
 */
const EMPTY_MAP = JSON.stringify({ version: 3, sources: [""], mappings: "gggggBAAA" });
const COMMENT = `//# sourceMappingURL=data:application/json;base64,${btoa(EMPTY_MAP)}`;
const BEYOND_LATIN = /[^\0-\xff]/;

/**
 * A plugin for what ships: loads packages' files so that the source map speaks of our files alone. Node reads all of it with
 * the first stack trace it writes, and packages would be nine tenths of it. A frame in a package then shows its place in the
 * bundle, where a comment above each file names it. The first plugin that loads a file wins, so one that changes a package's
 * file stands before.
 *
 * Comments of a file with characters beyond Latin-1 are left out, but for licences: V8 keeps a program's whole text, twice as
 * large as soon as it has one such character, and in code the bundler escapes most of them.
 *
 * `keptNames`: packages that tell their classes apart by name, and for those alone the names stay that a bundle else changes
 * where two are called alike. esbuild keeps a name by setting it on every function that is made, and done everywhere that took
 * a tenth of each call.
 */
export const loadPackages = (keptNames: readonly string[]) => ({
  name: "packages' files, without a source map",
  setup({ onLoad, esbuild }: Build) {
    const named = new RegExp(`[\\\\/]node_modules[\\\\/](?:${keptNames.join("|")})[\\\\/]`);
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path, with: attributes }) => {
      // Read as text or bytes, a file is content, in which a comment would be one too many.
      if (attributes.type !== undefined) return undefined;
      const code = await readFile(path, "utf8");
      const keepNames = keptNames.length > 0 && named.test(path);
      const hasOdd = BEYOND_LATIN.test(code);
      const options = { keepNames, minifyWhitespace: hasOdd };
      const loaded = keepNames || hasOdd ? (await esbuild.transform(code, options)).code : code;
      return { contents: `${loaded}\n${COMMENT}\n`, loader: "default" };
    });
  },
});
