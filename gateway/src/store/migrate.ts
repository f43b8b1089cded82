import { existsSync } from "node:fs";
import path from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { DATABASE_LIMITS, type Database } from "./database.ts";

/** Any number will do, as long as nobody else in this database uses it. */
const MIGRATION_LOCK = 7_405_113;
/** Waiting for another replica's migration may outlast the limit of an ordinary statement. */
const MIGRATION_TIMEOUT_MS = 120_000;

/** Brings the tables to this version, forward only. Replicas that start together do it one after the other. */
export async function migrate(database: Pick<Database, "url">): Promise<void> {
  // A connection of its own: its end frees the lock, whatever happened in between.
  const client = new pg.Client({
    connectionString: database.url,
    connectionTimeoutMillis: DATABASE_LIMITS.connectTimeoutMs,
    statement_timeout: MIGRATION_TIMEOUT_MS,
    query_timeout: MIGRATION_TIMEOUT_MS,
    application_name: "gatehouse migrate",
  });
  client.on("error", () => {}); // The query under way rejects with the same error.
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await applyMigrations(drizzle(client), { migrationsFolder: migrationsFolder() });
  } finally {
    await client.end();
  }
}

/** The gateway's `migrations`, seen from its sources (`src/store`) as from its bundle (`dist`). */
export function migrationsFolder(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "migrations");
    if (existsSync(path.join(candidate, "meta", "_journal.json"))) return candidate;
    if (folder === path.dirname(folder)) {
      throw new Error("The folder `migrations` is missing from this installation: unpack it again.");
    }
  }
}
