import { type KeyObject, timingSafeEqual } from "node:crypto";
import type { Pool } from "pg";
import type { Log } from "../observe/log.ts";
import { beginningOf, linkAfter } from "./chain.ts";
import type { AuditKeys } from "./keys.ts";
import type { AuditRow } from "./record.ts";
import { createAuditWriter } from "./writer.ts";

type Stored = Omit<AuditRow, "requestId" | "at" | "seq"> & { request_id: string; at: Date; seq: string };

/**
 * Whether the newest chain of this database was written with this key; true where nothing was written yet. One that goes on
 * with another key could neither open what people's rows hold nor prove what came before.
 */
export async function isAuditKeyOf(pool: Pick<Pool, "query">, key: KeyObject): Promise<boolean> {
  const { rows } = await pool.query<Stored>(
    `select chain, seq, at, kind, request_id, person, system, tool, outcome, facts::text as facts, sealed, mac
     from audit_row where seq = 1 and chain = (select chain from audit_row order by at desc limit 1)`,
  );
  const row = rows[0];
  if (row === undefined) return true;
  const { request_id: requestId, at, seq: _first, mac, ...rest } = row;
  const expected = linkAfter(beginningOf(row.chain, key), { ...rest, requestId, at: at.toISOString() }, key);
  return timingSafeEqual(mac, expected.mac);
}

/**
 * Goes on without a key that is lost for good: begins a chain under the present one, whose first row says so, and removes the
 * people's keys that only the lost one opened. What was sealed with them stays unreadable; all rows stay.
 */
export async function beginAnew(
  pool: Pool,
  { url, keys, log }: { url: string; keys: AuditKeys; log: Log },
): Promise<{ keysRemoved: number }> {
  const { rowCount } = await pool.query("delete from audit_person_key");
  const writer = createAuditWriter({ url, key: keys.mac, log });
  try {
    await writer.write({
      requestId: "-",
      at: new Date().toISOString(),
      kind: "operation",
      person: null,
      system: null,
      tool: "audit_key_lost",
      outcome: "ok",
      facts: JSON.stringify({ schema: 1, reason: "an administrator began anew with another audit key" }),
      sealed: Buffer.alloc(0),
    });
  } finally {
    await writer.close();
  }
  return { keysRemoved: rowCount ?? 0 };
}
