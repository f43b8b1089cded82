import { malformedQuery } from "../errors.ts";

/** Where in a query something is wrong, as Salesforce shows it: the line, a caret below the place, row and column. */
export function pointAt(text: string, index: number, message: string): string {
  const before = text.slice(0, index);
  const lineStart = before.lastIndexOf("\n") + 1;
  const lineEnd = text.indexOf("\n", index);
  const line = text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  const column = index - lineStart;
  const row = before.split("\n").length;
  // Long queries are shown in part, with the place in the middle.
  const from = Math.max(0, column - 60);
  const shown = line.slice(from, column + 60);
  return `\n${shown}\n${" ".repeat(column - from)}^\nERROR at Row:${row}:Column:${column + 1}\n${message}`;
}

/** The first place of a name after a key word; the beginning of the query where it is not found. */
export function placeOf(text: string, name: string, after?: string): number {
  const start = after ? Math.max(0, text.search(new RegExp(`\\b${after}\\b`, "i"))) : 0;
  const pattern = new RegExp(`(?<![\\w.])${name.replace(/[^\w.]/g, "\\$&")}(?![\\w])`, "i");
  const found = text.slice(start).search(pattern);
  return found === -1 ? 0 : start + found;
}

export const unexpectedToken = (text: string, token: string, index: number): Error =>
  malformedQuery(pointAt(text, index, `unexpected token: '${token}'`));
