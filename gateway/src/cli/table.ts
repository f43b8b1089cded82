import { visible } from "./output.ts";

/** Rows as lines whose columns stand under each other; the last one is as long as it likes. */
export function table(given: readonly (readonly string[])[]): string[] {
  const rows = given.map((row) => row.map(visible));
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** A moment to the minute, in UTC. */
export const minute = (at: Date | null): string =>
  at === null ? "-" : at.toISOString().slice(0, 16).replace("T", " ");
