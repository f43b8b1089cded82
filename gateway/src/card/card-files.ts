import { readFileSync } from "node:fs";
import path from "node:path";

/** What the card is made of, and the colours, tags and marks that it shares with the console. */
export type CardFiles = Record<"card.html" | "card.css" | "card.js" | "shared.css", string>;

/** Reads them from `source`, where the gateway's own files are: while developing, and once when the bundle is built. */
export function readCardFiles(source: string): CardFiles {
  const read = (file: string) => readFileSync(path.join(source, file), "utf8");
  return {
    "card.html": read("card/browser/card.html"),
    "card.css": read("card/browser/card.css"),
    "card.js": read("card/browser/card.js"),
    "shared.css": ["colours.css", "values.css"].map((file) => read(`console/browser/${file}`)).join("\n"),
  };
}
