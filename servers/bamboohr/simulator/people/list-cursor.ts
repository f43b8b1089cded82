import { listError } from "../wire/errors.ts";

/** Base64 of JSON that names the employee who comes next [wire]. */
export const cursorOf = (id: string): string =>
  Buffer.from(JSON.stringify({ nextEmployee: Number(id) })).toString("base64");

/** The employee a cursor names; refuses what is not a cursor of this list. */
export function readCursor(cursor: string | null): string | undefined {
  if (!cursor) return undefined;
  try {
    const { nextEmployee } = JSON.parse(Buffer.from(cursor, "base64").toString("utf8")) as {
      nextEmployee?: unknown;
    };
    if (Number.isInteger(nextEmployee)) return String(nextEmployee);
  } catch {
    // Falls through to the refusal.
  }
  throw listError("BadPage", "The cursor is not valid.");
}
