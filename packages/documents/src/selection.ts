import { FIXED } from "./limits.ts";
import type { Selection } from "./reading.ts";
import { Refusal, refusals } from "./refusal.ts";

const badAsk = (message: string, next: string) => new Refusal(refusals.badAsk(message, next));

type Argument = "pages" | "sheet" | "range" | "section";

/** Refuses an argument that means nothing for this kind of document, instead of reading something else than was meant. */
export function allowOnly(selection: Selection, what: string, allowed: readonly Argument[]): void {
  for (const argument of ["pages", "sheet", "range", "section"] as const) {
    if (selection[argument] === undefined || allowed.includes(argument)) continue;
    const rest =
      allowed.length > 0 ? `Ask by ${allowed.join(" or ")}, or by find.` : "Ask without it, or by find.";
    throw badAsk(`${what} cannot be read by ${argument}; nothing was read.`, rest);
  }
}

/** The numbers in "1,4-6", in order and each once. `what` is "page" or "slide". */
export function parsePages(pages: string, count: number, what: string): number[] {
  const numbers = new Set<number>();
  for (const piece of pages.split(",")) {
    const match = /^\s*(\d{1,6})(?:\s*-\s*(\d{1,6}))?\s*$/.exec(piece);
    if (!match)
      throw badAsk(`"pages" is not understood; nothing was read.`, `Write it like 3, 2-5 or 1,4-6.`);
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first < 1 || first > count || last < first) {
      throw badAsk(
        `This document has ${count} ${what}s; the one asked for is not among them.`,
        `Ask for 1 to ${count}.`,
      );
    }
    for (let number = first; number <= Math.min(last, count); number++) numbers.add(number);
  }
  if (numbers.size > FIXED.pagesAskedMax) {
    throw badAsk(`At most ${FIXED.pagesAskedMax} ${what}s are read at once.`, "Ask for fewer.");
  }
  return [...numbers].sort((one, other) => one - other);
}

/** Both ends included, counted from 1; an open side reaches as far as there are cells. */
export type CellRange = { firstRow: number; lastRow: number; firstColumn: number; lastColumn: number };

export const WHOLE_SHEET: CellRange = {
  firstRow: 1,
  lastRow: Number.POSITIVE_INFINITY,
  firstColumn: 1,
  lastColumn: Number.POSITIVE_INFINITY,
};

/** "A" is 1, "AA" is 27. */
export function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters.toUpperCase()) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}

export function columnLetters(number: number): string {
  let letters = "";
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** "A1:D20", "B7", "B:D" or "5:80"; dollar signs are allowed, as in a formula. */
export function parseRange(range: string): CellRange {
  const match = /^([A-Z]{1,3})?(\d{1,7})?(?::([A-Z]{1,3})?(\d{1,7})?)?$/i.exec(
    range.replaceAll("$", "").trim(),
  );
  const [, column, row, endColumn, endRow] = match ?? [];
  const isOpen =
    (column === undefined) !== (endColumn === undefined) || (row === undefined) !== (endRow === undefined);
  const hasEnd = endColumn !== undefined || endRow !== undefined;
  const isNothing = column === undefined && row === undefined;
  const isCell = column !== undefined && row !== undefined;
  if (!match || range.trim().endsWith(":") || isNothing || (hasEnd && isOpen) || (!hasEnd && !isCell)) {
    throw badAsk(`"range" is not understood; nothing was read.`, "Write it like A1:D20, B:D or 5:80.");
  }
  const rows = row === undefined ? [1, Number.POSITIVE_INFINITY] : [Number(row), Number(endRow ?? row)];
  const columns =
    column === undefined
      ? [1, Number.POSITIVE_INFINITY]
      : [columnNumber(column), columnNumber(endColumn ?? column)];
  const [firstRow = 1, lastRow = 1] = rows[0] === undefined ? [] : rows.sort((one, other) => one - other);
  const [firstColumn = 1, lastColumn = 1] = columns.sort((one, other) => one - other);
  return { firstRow, lastRow, firstColumn, lastColumn };
}
