import { strToU8, type Zippable, zipSync } from "fflate";

/** Zip keeps local time without a zone (APPNOTE 4.4.6): built from local parts, these bytes are the same in every time zone. */
const FIXED_TIME = new Date(2026, 0, 1);

/** An archive whose bytes depend on nothing but its content; files in the order given. */
export function zipFiles(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const zippable: Zippable = {};
  for (const [name, content] of Object.entries(files)) {
    zippable[name] = typeof content === "string" ? strToU8(content) : content;
  }
  return Buffer.from(zipSync(zippable, { level: 6, mtime: FIXED_TIME }));
}
