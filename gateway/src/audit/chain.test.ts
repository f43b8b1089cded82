import { createSecretKey, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type Link, linkAfter, newChain, type Unchained } from "./chain.ts";
import type { AuditRow } from "./record.ts";

const key = createSecretKey(randomBytes(32));
const event = (tool: string): Unchained => ({
  at: "2026-11-20T08:00:00.000Z",
  kind: "read",
  requestId: "r",
  person: null,
  system: "s",
  tool,
  outcome: "ok",
  facts: "{}",
  sealed: Buffer.from("sealed"),
});

function chained(start: Link, tools: string[]): AuditRow[] {
  let last = start;
  return tools.map((tool) => {
    last = linkAfter(last, event(tool), key);
    return { ...event(tool), ...last };
  });
}

/** Recomputes every MAC from the start: what a verifier does. */
const holds = (start: Link, rows: AuditRow[]) => {
  let last = start;
  return rows.every((row) => {
    const { mac, chain, seq, ...rest } = row;
    const again = linkAfter(last, rest, key);
    last = row;
    return again.seq === seq && again.chain === chain && again.mac.equals(mac);
  });
};

test("a chain holds as written, and no longer once a row is changed, removed or moved", () => {
  const start = newChain(key);
  const rows = chained(start, ["a", "b", "c", "d"]);
  const [a, b, c, d] = rows as [AuditRow, AuditRow, AuditRow, AuditRow];
  expect(holds(start, rows)).toBe(true);
  expect(holds(start, [a, { ...b, outcome: "internal" }, c, d])).toBe(false);
  expect(holds(start, [a, { ...b, sealed: Buffer.from("other") }, c, d])).toBe(false);
  expect(holds(start, [a, c, d])).toBe(false);
  expect(holds(start, [a, c, b, d])).toBe(false);
  expect(holds(newChain(key), rows)).toBe(false);
});
