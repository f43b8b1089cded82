import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";

/** What the store needs of a log; pino fits. */
export interface StoreLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface Database {
  url: string;
  pool: pg.Pool;
  orm: NodePgDatabase;
  close(): Promise<void>;
}

/** Every wait for the database is bounded, so that its loss refuses calls instead of holding them. */
export const DATABASE_LIMITS = {
  connections: 8,
  connectTimeoutMs: 3_000,
  statementTimeoutMs: 5_000,
  /** Longer than the server's own limit, which gives the better error; this one is for a server that is gone. */
  answerTimeoutMs: 6_000,
  /**
   * A gateway that stands still in the middle of a transaction lets go of its locks after this. Shorter than a statement may wait,
   * so that whoever waits for those locks, as a brake does, gets them.
   */
  idleInTransactionMs: 4_000,
} as const;

/** Opens the pool on `url`, without connecting yet. A query rejects within `DATABASE_LIMITS`, also with no server. */
export function openDatabase({ url, log }: { url: string; log?: StoreLog }): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: DATABASE_LIMITS.connections,
    connectionTimeoutMillis: DATABASE_LIMITS.connectTimeoutMs,
    statement_timeout: DATABASE_LIMITS.statementTimeoutMs,
    query_timeout: DATABASE_LIMITS.answerTimeoutMs,
    idle_in_transaction_session_timeout: DATABASE_LIMITS.idleInTransactionMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: "gatehouse",
  });
  // Without a listener, an idle connection that breaks would end the process.
  pool.on("error", (error) => log?.warn({ error }, "an idle database connection was lost"));
  // The same goes for one that is in use between two queries, as in a transaction; the next query then rejects.
  pool.on("connect", (client) => void client.on("error", () => {}));
  return { url, pool, orm: drizzle(pool), close: () => pool.end() };
}
