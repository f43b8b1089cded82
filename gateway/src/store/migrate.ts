import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { DATABASE_LIMITS, type Database } from "./database.ts";
import { migrationsFolder } from "./migrations-folder.ts";
import { newerSchema, schemaState } from "./schema-state.ts";

/** Any number will do, as long as nobody else in this database uses it. */
const MIGRATION_LOCK = 7_405_113;
/** Waiting for another replica's migration may outlast the limit of an ordinary statement. */
const MIGRATION_TIMEOUT_MS = 120_000;

/**
 * Brings the tables to this version, forward only, all steps or none, and gives the steps that were taken. Whoever else
 * does so at the same time waits. Rejects where the database is of a newer version; a `dryRun` only tells.
 */
export async function migrate(
  database: Pick<Database, "url">,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<readonly string[]> {
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
    const { pending, isNewer } = await schemaState(client);
    if (isNewer) throw newerSchema();
    if (dryRun || pending.length === 0) return pending;
    await applyMigrations(drizzle(client), { migrationsFolder: migrationsFolder() });
    // Drizzle passes over a step that was written before the last one taken, and says nothing.
    const [missed] = (await schemaState(client)).pending;
    if (missed !== undefined)
      throw new Error(`the step ${missed} was not taken: it is older than the newest one`);
    return pending;
  } finally {
    await client.end();
  }
}
