import { randomBytes } from "node:crypto";
import { invalidLocator } from "../errors.ts";
import type { Found } from "./run-soql.ts";

/** Open cursors of one person; the oldest gives way [recalled]. */
const openPerPerson = 10;
const lifetimeMs = 2 * 86_400_000;

type Cursor = { userId: string; found: Found; pageRows: number; expiresAt: number };

export type Cursors = ReturnType<typeof createCursors>;

/** Results that are fetched page by page, under names that only whoever asked may use. */
export function createCursors() {
  const cursors = new Map<string, Cursor>();
  return {
    open(userId: string, found: Found, pageRows: number): string {
      const own = [...cursors].filter(([, cursor]) => cursor.userId === userId);
      const [oldest] = own;
      if (oldest && own.length >= openPerPerson) cursors.delete(oldest[0]);
      const name = `0r8${randomBytes(16).toString("base64url").replace(/[-_]/g, "x").slice(0, 15)}`;
      cursors.set(name, { userId, found, pageRows, expiresAt: Date.now() + lifetimeMs });
      return name;
    },
    /** A cursor by the last part of its address, `name-offset`. */
    find(userId: string, locator: string): Cursor & { name: string; offset: number } {
      const [, name = "", offset = ""] = /^(\w+)-(\d+)$/.exec(locator) ?? [];
      const cursor = cursors.get(name);
      if (!cursor || cursor.userId !== userId || cursor.expiresAt < Date.now()) throw invalidLocator();
      if (Number(offset) >= cursor.found.totalSize) throw invalidLocator();
      return { ...cursor, name, offset: Number(offset) };
    },
  };
}
