import { readFileSync } from "node:fs";
import path from "node:path";
import type { ClientBase } from "pg";
import { version } from "../version.ts";
import type { Database } from "./database.ts";
import { migrationsFolder } from "./migrations-folder.ts";

/** Steps are named as their files are, in the order in which they are taken. */
export type SchemaState = {
  /** Steps of this version that the database has not taken. */
  pending: readonly string[];
  /** True where the database has taken steps that this version does not know. */
  isNewer: boolean;
};

/** How the tables stand to this version; an empty database has all steps before it. */
export async function schemaState(client: Pick<ClientBase, "query">): Promise<SchemaState> {
  const known = knownSteps();
  const applied = await appliedSteps(client);
  const times = new Set(known.map(({ when }) => when));
  return {
    pending: known.filter(({ when }) => !applied.has(when)).map(({ tag }) => tag),
    isNewer: [...applied].some((when) => !times.has(when)),
  };
}

/** Throws, in a sentence, unless the tables are exactly those of this version. */
export async function requireSchema({ pool }: Pick<Database, "pool">): Promise<void> {
  const { pending, isNewer } = await schemaState(pool);
  if (isNewer) throw newerSchema();
  if (pending.length === 0) return;
  const steps = pending.length === 1 ? "one step" : `${pending.length} steps`;
  throw new Error(
    `the database lacks ${steps} of version ${version} (${pending[0]} first): run \`gatehouse migrate\` with this version, then start again`,
  );
}

export const newerSchema = (): Error =>
  new Error(
    `the database was brought to a newer version of Gatehouse than ${version}: run that version, or restore the backup from before it`,
  );

type Step = { tag: string; when: number };

function knownSteps(): Step[] {
  const journal = readFileSync(path.join(migrationsFolder(), "meta", "_journal.json"), "utf8");
  return (JSON.parse(journal) as { entries: Step[] }).entries;
}

/** Drizzle keeps of each step the time at which it was written, which names it. */
async function appliedSteps(client: Pick<ClientBase, "query">): Promise<ReadonlySet<number>> {
  const { rows: tables } = await client.query<{ found: boolean }>(
    "select to_regclass('drizzle.__drizzle_migrations') is not null as found",
  );
  if (!tables[0]?.found) return new Set();
  const { rows } = await client.query<{ when: string }>(
    'select created_at as "when" from drizzle.__drizzle_migrations',
  );
  return new Set(rows.map(({ when }) => Number(when)));
}
