import { readFile } from "node:fs/promises";

/** What of esbuild's plugin interface is needed here; the bundler itself is the server's. */
type Build = {
  onLoad(
    options: { filter: RegExp },
    load: (file: { path: string }) => Promise<{ contents: string; loader: "js" }>,
  ): void;
};

/**
 * A plugin for bundles that hold pdfkit: it loads its fonts by a name that only its own package can resolve, and only once a
 * document needs them, so a bundle without this fails at the first PDF. The fonts become plain imports instead.
 */
export const bundledPdfkit = {
  name: "pdfkit's fonts",
  setup(build: Build) {
    build.onLoad({ filter: /pdfkit[\\/]js[\\/]pdfkit\.node\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const fonts = new Set([...source.matchAll(/#standard-fonts\/(\w+)/g)].map(([, name]) => name));
      const imports = [...fonts].map((name) => `import standard${name} from "./standard-fonts/${name}.mjs";`);
      const body = source.replace(/require\$?\d*\(["']#standard-fonts\/(\w+)["']\)/g, "standard$1");
      return { contents: `${imports.join("\n")}\n${body}`, loader: "js" };
    });
  },
};
