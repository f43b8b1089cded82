import type { KeyObject } from "node:crypto";
import pg from "pg";
import type { Log } from "../observe/log.ts";
import { type Link, linkAfter, newChain, type Unchained } from "./chain.ts";

/** Writes rows durably, in groups. A row's promise resolves once it is committed and rejects where that is not certain. */
export type AuditWriter = {
  write(row: Unchained): Promise<void>;
  /** Rows not yet durable, and how long the oldest has waited in milliseconds. */
  lag(): { rows: number; ms: number };
  /** For how long no batch has been written although one was tried, in milliseconds; 0 once one was. */
  failingMs(): number;
  close(): Promise<void>;
};

const LIMITS = { rowsPerBatch: 500, rowsWaiting: 10_000, connectMs: 2_000, batchMs: 4_000 };

type Waiting = { row: Unchained; since: number; resolve: () => void; reject: (error: unknown) => void };

/**
 * A batch travels as one JSON text: taking it apart is cheaper for PostgreSQL than arrays of each column are to build here.
 * Facts are a text in it: as JSON within JSON, one character that PostgreSQL does not take would refuse the whole batch.
 * Brackets are put around it there, because here they would copy all of it once more.
 */
const INSERT = {
  name: "audit",
  text: `insert into audit_row (chain, seq, at, kind, request_id, person, system, tool, outcome, facts, sealed, mac)
    select $1::uuid, seq, at, kind, request_id, person, system, tool, outcome, facts::json,
      decode(sealed, 'base64'), decode(mac, 'base64')
    from json_to_recordset(('[' || $2::text || ']')::json) as row(seq bigint, at timestamptz, kind text, request_id text, person uuid,
      system text, tool text, outcome text, facts text, sealed text, mac text)`,
};

/**
 * One connection and no waiting time: whatever gathers while one insert runs is the next batch, so a busy gateway commits
 * many rows at the price of one and a quiet one waits for nobody. A connection that fails takes its batch with it, and
 * the next batch begins a new chain, because nobody can say how the last one ended.
 */
export function createAuditWriter({ url, key, log }: { url: string; key: KeyObject; log: Log }): AuditWriter {
  let client: pg.Client | undefined;
  let head: Link | undefined;
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let oldest = 0;
  let failingSince: number | undefined;

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: LIMITS.connectMs,
      query_timeout: LIMITS.batchMs,
      application_name: "gatehouse audit",
    });
    fresh.on("error", (error) => {
      log.warn({ error }, "the audit connection was lost");
      // Found out while idle: the next row then opens a new one instead of being refused for it.
      if (client === fresh) client = head = undefined;
    });
    await fresh.connect();
    return fresh;
  }

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, LIMITS.rowsPerBatch);
      oldest = batch[0]?.since ?? 0;
      try {
        client ??= await connect();
        head ??= newChain(key);
        let last: Link = head;
        const rows = batch.map(({ row }) => {
          last = linkAfter(last, row, key);
          return columns(row, last);
        });
        await client.query({ ...INSERT, values: [last.chain, rows.join(",")] });
        head = last;
        failingSince = undefined;
        for (const { resolve } of batch) resolve();
      } catch (error) {
        log.error({ error, rows: batch.length }, "audit rows could not be written; their calls are refused");
        failingSince ??= batch[0]?.since ?? Date.now();
        const broken = client;
        client = undefined;
        head = undefined;
        broken?.end().catch(() => undefined);
        for (const { reject } of batch) reject(error);
      }
    }
    oldest = 0;
  }

  return {
    write(row) {
      if (waiting.length >= LIMITS.rowsWaiting)
        return Promise.reject(new Error("too many audit rows are waiting"));
      return new Promise((resolve, reject) => {
        waiting.push({ row, since: Date.now(), resolve, reject });
        running ??= flush().finally(() => {
          running = undefined;
        });
      });
    },
    lag: () => ({ rows: waiting.length, ms: oldest === 0 ? 0 : Date.now() - oldest }),
    failingMs: () => (failingSince === undefined ? 0 : Date.now() - failingSince),
    async close() {
      await running;
      await client?.end();
      waiting = [];
    },
  };
}

/** One row as JSON. */
function columns(row: Unchained, { seq, mac }: Link): string {
  const { at, kind, requestId, person, system, tool, outcome, facts, sealed } = row;
  return JSON.stringify({
    seq,
    at,
    kind,
    request_id: requestId,
    person,
    system,
    tool,
    outcome,
    facts,
    sealed: sealed.toString("base64"),
    mac: mac.toString("base64"),
  });
}
