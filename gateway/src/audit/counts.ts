import type { Pool } from "pg";
import type { Log } from "../observe/log.ts";

/**
 * Counts what is not worth a row: lists, discovery, refusals before anyone was known. One row per minute and kind, written
 * later and never awaited, so that a flood cannot buy disk.
 */
export type AuditCounts = {
  add(what: { method: string; outcome: string; person: string | undefined }): void;
  flush(): Promise<void>;
  close(): Promise<void>;
};

const LIMITS = { flushMs: 5_000, keys: 5_000 };
const MINUTE_MS = 60_000;
const OTHER = JSON.stringify(["other", "other", null]);

export function auditCounts(pool: Pool, log: Log): AuditCounts {
  let counts = new Map<string, number>();
  const flush = async () => {
    if (counts.size === 0) return;
    const batch = [...counts].map(
      ([key, count]) => [...(JSON.parse(key) as [number, string, string, string | null]), count] as const,
    );
    counts = new Map();
    try {
      await pool.query(
        `insert into audit_count (minute, method, outcome, person, count)
         select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::uuid[], $5::bigint[])`,
        [0, 1, 2, 3, 4].map((column) => batch.map((row) => (column === 0 ? new Date(row[0]) : row[column]))),
      );
    } catch (error) {
      log.warn({ error, lost: batch.length }, "audit counts could not be written");
    }
  };
  const timer = setInterval(() => void flush(), LIMITS.flushMs).unref();
  return {
    add({ method, outcome, person }) {
      const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
      let key = JSON.stringify([minute, method, outcome, person ?? null]);
      // Callers choose methods: past this many kinds the rest is counted together.
      if (counts.size >= LIMITS.keys && !counts.has(key))
        key = JSON.stringify([minute, ...JSON.parse(OTHER)]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
