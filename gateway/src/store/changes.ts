import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { DATABASE_LIMITS, type StoreLog } from "./database.ts";

/**
 * `person` and `key` (of the audit) come with the person's id, `grant` with the SHA-256 of the grant's id, `phase` and `tools` with
 * the system's, `request` and `approved` with the request's.
 */
export type ChangeKind = (typeof KINDS)[number];

const KINDS = ["person", "grant", "key", "phase", "request", "approved", "tools"] as const;

/** Whoever keeps in memory what may change elsewhere. */
export interface ChangeListener {
  /** Forgets what a notice speaks of. */
  onChange(kind: ChangeKind, id: string): void;
  /** Notices may have been missed: forgets everything. */
  onDoubt(): void;
}

export interface Changes {
  /** True while notices are known to arrive: only then may a cached answer be given without asking the database. */
  isSure(): boolean;
  close(): Promise<void>;
}

const CHANNEL = "gatehouse_change";
/** A peer that vanished without closing the connection is noticed within the interval plus the patience. */
const HEARTBEAT = { intervalMs: 5_000, patienceMs: 2_000 };
const RETRY = { firstMs: 100, mostMs: 5_000 };

/**
 * Listens for changes of persons, grants and keys, on a connection of its own, which it opens again for as long as it
 * takes. Resolves after the first attempt, whatever came of it.
 */
export async function watchChanges(
  options: ChangeListener & { url: string; log?: StoreLog },
): Promise<Changes> {
  const closing = new AbortController();
  let sure = false;
  const state = {
    closing: closing.signal,
    setSure(value: boolean) {
      if (value || sure) options.onDoubt();
      sure = value;
    },
  };
  const firstAttempt = Promise.withResolvers<void>();
  const running = keepListening({ ...options, ...state, onAttempt: firstAttempt.resolve });
  await firstAttempt.promise;
  return {
    isSure: () => sure,
    async close() {
      closing.abort();
      await running;
    },
  };
}

interface Listening {
  url: string;
  log?: StoreLog;
  closing: AbortSignal;
  onChange: ChangeListener["onChange"];
  setSure(value: boolean): void;
  onAttempt(): void;
}

async function keepListening(listening: Listening): Promise<void> {
  let waitMs = RETRY.firstMs;
  while (!listening.closing.aborted) {
    try {
      await listenOnce(listening, () => {
        waitMs = RETRY.firstMs;
      });
    } catch (error) {
      listening.log?.warn({ error }, "the connection that brings notices of changes is down");
    }
    listening.setSure(false);
    listening.onAttempt();
    await sleep(waitMs, undefined, { signal: listening.closing }).catch(() => {});
    waitMs = Math.min(waitMs * 2, RETRY.mostMs);
  }
}

/** Resolves when closing, rejects when the connection is lost. */
async function listenOnce(listening: Listening, onListening: () => void): Promise<void> {
  const client = new pg.Client({
    connectionString: listening.url,
    connectionTimeoutMillis: DATABASE_LIMITS.connectTimeoutMs,
    query_timeout: HEARTBEAT.patienceMs,
    keepAlive: true,
    application_name: "gatehouse changes",
  });
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});
  client.on("error", lost.reject);
  client.on("end", () => lost.reject(new Error("the database closed the connection")));
  client.on("notification", ({ payload = "" }) => deliver(payload, listening.onChange));
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    listening.setSure(true);
    onListening();
    listening.onAttempt();
    while (!listening.closing.aborted) {
      const pause = sleep(HEARTBEAT.intervalMs, undefined, { signal: listening.closing }).catch(() => {});
      await Promise.race([pause, lost.promise]);
      await client.query("select 1");
    }
  } finally {
    listening.setSure(false);
    // A polite goodbye to a dead peer would hang; the server drops the listener with the socket.
    client.connection.stream.destroy();
  }
}

function deliver(payload: string, onChange: Listening["onChange"]): void {
  const [kind, id] = payload.split(":", 2);
  const known = KINDS.find((one) => one === kind);
  if (known !== undefined && id) onChange(known, id);
}
