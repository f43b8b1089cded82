import { type KeyObject, timingSafeEqual } from "node:crypto";
import type { Pool } from "pg";
import { beginningOf, type Link, linkAfter } from "../audit/chain.ts";
import type { AuditRow } from "../audit/record.ts";

/** The first row that is not as it was written, or that does not follow the one before it. */
export type ChainFault = { chain: string; seq: number; what: "changed" | "missing" };

const NEWEST = { rows: 1_000, chains: 32 };

type Stored = Omit<AuditRow, "requestId" | "at" | "seq"> & { request_id: string; at: Date; seq: string };

/**
 * Looks at the newest rows of every chain that was written lately, some 1,000 in all. A row's time is that of its request, so
 * rows are taken by their place in their chain. What is older, or cut off at a chain's end, is for the whole audit's own check.
 */
export async function newestChainFault(
  pool: Pick<Pool, "query">,
  key: KeyObject,
): Promise<{ fault: ChainFault | undefined; rows: number }> {
  const { rows: chains } = await pool.query<{ chain: string; count: number }>(
    `select chain, count(*)::int as count from (select chain from audit_row order by at desc limit $1) as newest
     group by chain order by count desc limit $2`,
    [NEWEST.rows, NEWEST.chains],
  );
  let seen = 0;
  for (const { chain, count } of chains) {
    // One more than is looked at: a row is checked against the one before it.
    const { rows } = await pool.query<Stored>(
      `select chain, seq, at, kind, request_id, person, system, tool, outcome, facts::text as facts, sealed, mac
       from audit_row where chain = $1 order by seq desc limit $2`,
      [chain, count + 1],
    );
    seen += rows.length;
    const fault = faultIn(rows.reverse(), key);
    if (fault !== undefined) return { fault, rows: seen };
  }
  return { fault: undefined, rows: seen };
}

function faultIn(rows: readonly Stored[], key: KeyObject): ChainFault | undefined {
  let last: Link | undefined;
  for (const { request_id: requestId, at, seq: text, mac, ...rest } of rows) {
    const seq = Number(text);
    const before = last ?? (seq === 1 ? beginningOf(rest.chain, key) : undefined);
    if (before !== undefined) {
      if (seq !== before.seq + 1) return { chain: rest.chain, seq, what: "missing" };
      const expected = linkAfter(before, { ...rest, requestId, at: at.toISOString() }, key);
      if (!isSame(mac, expected.mac)) return { chain: rest.chain, seq, what: "changed" };
    }
    last = { chain: rest.chain, seq, mac };
  }
  return undefined;
}

const isSame = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);
