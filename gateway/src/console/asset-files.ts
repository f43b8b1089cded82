import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** What browsers load beside the pages, by the name in its address. */
export type AssetFiles = Record<"console.css" | "charts.js" | "htmx.js" | "uplot.js" | "uplot.css", string>;

/** Reads them from the packages and from `folder`, where ours are: while developing, and once when the bundle is built. */
export function readAssetFiles(folder: string): AssetFiles {
  const require = createRequire(import.meta.url);
  const ofPackage = (file: string) => withoutSourceMap(readFileSync(file, "utf8"));
  const own = (file: string) => readFileSync(path.join(folder, file), "utf8");
  return {
    "console.css": ["colours.css", "values.css", "console.css", "tables-and-forms.css", "narrow.css"]
      .map(own)
      .join("\n"),
    "charts.js": own("charts.js"),
    "htmx.js": ofPackage(require.resolve("htmx.org/dist/htmx.min.js")),
    "uplot.js": ofPackage(require.resolve("uplot/dist/uPlot.iife.min.js")),
    "uplot.css": ofPackage(require.resolve("uplot/dist/uPlot.min.css")),
  };
}

/** Developer tools would ask for a map that is not served. */
const withoutSourceMap = (text: string): string => text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
