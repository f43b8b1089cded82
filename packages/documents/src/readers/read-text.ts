import type { Reading, Selection } from "../reading.ts";
import { allowOnly } from "../selection.ts";

const CHUNK_CHARACTERS = 1_000_000;

/** Plain text has no parts; it is read from the start, by offset or by find. */
export function readText(text: string, selection: Selection): Reading {
  allowOnly(selection, "A text file", []);
  function* parts() {
    for (let at = 0; at < text.length; ) {
      // Cut at line ends, so that a line is found and cleaned as a whole.
      const lineEnd = text.indexOf("\n", at + CHUNK_CHARACTERS);
      const end = lineEnd === -1 ? text.length : lineEnd;
      yield { part: "", label: "", text: text.slice(at, end), continues: at > 0 };
      at = end + 1;
    }
  }
  return { outline: [], parts: parts(), warnings: new Set<string>() };
}
