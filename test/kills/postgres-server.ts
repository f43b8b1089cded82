import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
// @boundaries-ignore the development database is no member of the workspace
import { removeDb, startDb } from "../../scripts/dev-db.mjs";

/** A lock that somebody holds until they let go of it. */
export type Held = { release(): Promise<void> };

export type Row = Record<string, unknown>;

/** A PostgreSQL server of one's own, to be restarted, looked into and held up. */
export type PostgresServer = {
  url: string;
  /** Ends it as a power cut would, and starts it on the same port; what was committed is there again. */
  restart(): Promise<void>;
  query<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** Takes locks in a transaction that stays open. */
  hold(statements: readonly string[]): Promise<Held>;
  /** Resolves once so many statements with these words wait for a lock. */
  whenWaiting(words: string, count: number): Promise<void>;
  /** Resolves once the query answers a row; rejects after a while. */
  whenFound(what: string, text: string, values?: readonly unknown[]): Promise<void>;
  stop(): Promise<void>;
};

const PATIENCE_MS = 10_000;
const POLL_MS = 10;

export async function openPostgres(): Promise<PostgresServer> {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gatehouse-kills-pg-"));
  let server = await startDb({ dir });
  const { url, port } = server;
  const pool = new pg.Pool({ connectionString: url, max: 3, application_name: "the test" });
  pool.on("error", () => {}); // A restart is meant to break them.
  const query = async <R extends Row>(text: string, values: readonly unknown[] = []) =>
    (await pool.query<R>(text, [...values])).rows;
  const whenFound = async (what: string, text: string, values: readonly unknown[] = []) => {
    const deadline = Date.now() + PATIENCE_MS;
    while ((await query(text, values)).length === 0) {
      if (Date.now() > deadline) throw new Error(`never came to be: ${what}`);
      await sleep(POLL_MS);
    }
  };
  return {
    url,
    query,
    whenFound,
    hold: (statements) => hold(url, statements),
    whenWaiting: (words, count) =>
      whenFound(`${count} waiting for "${words}"`, WAITING, [`%${words}%`, count]),
    async restart() {
      const [first] = await query<{ pid: string }>(
        `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid`,
      );
      process.kill(Number(first?.pid), "SIGQUIT"); // "Immediate" shutdown: nothing is written any more.
      await server.ended;
      await server.stop();
      server = await startDb({ dir, port });
    },
    async stop() {
      await pool.end();
      await server.stop();
      await removeDb(dir);
    },
  };
}

const WAITING = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query ilike $1 and application_name <> 'the test'
  having count(*) >= $2`;

async function hold(url: string, statements: readonly string[]): Promise<Held> {
  const client = new pg.Client({ connectionString: url, application_name: "the test" });
  client.on("error", () => {});
  await client.connect();
  await client.query("begin");
  for (const statement of statements) await client.query(statement);
  return {
    async release() {
      await client.query("rollback").catch(() => {}); // After a restart there is nothing to let go of.
      await client.end().catch(() => {});
    },
  };
}
