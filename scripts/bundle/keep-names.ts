import { readFile } from "node:fs/promises";
import { type Build, withoutSource } from "./map-own-sources.ts";

/**
 * A plugin that lets the functions and classes of some packages keep the names they were written with, which a bundle else
 * changes where two are called alike. For packages that tell their classes apart by name, and for those alone: esbuild keeps
 * a name by setting it on every function that is made, and done everywhere that took a tenth of each call.
 */
export const keepNamesIn = (packages: readonly string[]) => ({
  name: "names that are looked at",
  setup({ onLoad, esbuild }: Build) {
    const filter = new RegExp(`[\\\\/]node_modules[\\\\/](?:${packages.join("|")})[\\\\/].*\\.[cm]?js$`);
    onLoad({ filter }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, "utf8"), { keepNames: true });
      return withoutSource(code);
    });
  },
});
