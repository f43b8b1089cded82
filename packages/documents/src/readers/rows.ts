import { type CellRange, columnLetters } from "../selection.ts";

/** Counted from 1, as a spreadsheet shows it. */
export type Cell = { column: number; text: string };

/** More empty cells than this in a row are jumped over by naming the next cell's column. */
const GAP_MAX = 8;

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, " ").trim();

/**
 * A row as one line: `5: Pump | 3 | 1200`. Cells left of the range or right of it are left out; undefined for a row without content.
 * After a wide gap the column is named: `5: Total | [AB] 7`.
 */
export function rowLine(row: number, cells: readonly Cell[], range: CellRange): string | undefined {
  let line = "";
  let next = range.firstColumn;
  for (const { column, text } of cells) {
    if (text === "" || column < next || column > range.lastColumn) continue;
    const isFar = column - next > GAP_MAX;
    const separators = isFar ? 1 : column - next + (line === "" ? 0 : 1);
    line += " | ".repeat(line === "" && isFar ? 0 : separators);
    line += isFar ? `[${columnLetters(column)}] ${oneLine(text)}` : oneLine(text);
    next = column + 1;
  }
  return line === "" ? undefined : `${row}: ${line}`;
}

export const isInRows = (row: number, { firstRow, lastRow }: CellRange) => row >= firstRow && row <= lastRow;

/** Where a range does not begin in column A, the reader of the rows must be told. */
export const columnsNote = ({ firstColumn, lastColumn }: CellRange): string => {
  if (firstColumn === 1 && lastColumn === Number.POSITIVE_INFINITY) return "";
  const last = lastColumn === Number.POSITIVE_INFINITY ? "on" : `to ${columnLetters(lastColumn)}`;
  return `, columns ${columnLetters(firstColumn)} ${last}`;
};
