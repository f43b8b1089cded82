import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../directory/in-transaction.ts";
import { type Definition, differences, hashOf } from "./definition.ts";

/** A tool of a third party's server as it stands in the database. */
export type Pin = {
  /** As the server calls it. */
  name: string;
  /** As it was approved, shown to people and models until somebody approves another; null until the first time. */
  definition: Definition | null;
  /** Its hash; null as well once the server changed it, until somebody approves it anew. */
  definitionHash: string | null;
  approvedBy: string | null;
  approvedAt: Date | null;
  /** As the server last listed it; null where it did not. */
  seen: Definition | null;
  seenHash: string | null;
  /** When a look began that saw it so, or did not see it; up to a minute older than the newest one. */
  seenAt: Date;
};

/** A tool that stopped being callable, because the server said something else of it than what was approved. */
export type Quarantine = {
  system: string;
  tool: string;
  approvedHash: string;
  seenHash: string;
  changed: string[];
};

/** What one look at a server's list changed here. */
export type Findings = { quarantined: Quarantine[]; added: string[]; gone: string[] };

const COLUMNS = `name, definition, definition_hash as "definitionHash", approved_by as "approvedBy",
  approved_at as "approvedAt", seen, seen_hash as "seenHash", seen_at as "seenAt"`;

/** All tools known of a system, by name. */
export async function pinsOf(pool: Pick<Pool, "query">, system: string): Promise<Map<string, Pin>> {
  const { rows } = await pool.query<Pin>(
    `select ${COLUMNS} from pinned_tool where system = $1 order by name`,
    [system],
  );
  return new Map(rows.map((pin) => [pin.name, pin]));
}

/** The database's clock, by which looks of several replicas are put in order. */
export async function databaseNow(pool: Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>("select clock_timestamp()::timestamptz(3) as now");
  return (rows[0] as { now: Date }).now;
}

/**
 * Keeps what a look that began at `at` has seen. A tool that is not what was approved loses its approval in the same transaction
 * and stays without, even where the server takes its change back, until somebody approves it again; `onQuarantine` is told before that
 * is final. A look that was overtaken by a later one changes nothing.
 */
export const keepSeen = (
  pool: Pool,
  system: string,
  { at, seen }: { at: Date; seen: ReadonlyMap<string, Definition> },
  onQuarantine: (found: Quarantine) => Promise<void>,
): Promise<Findings> =>
  inTransaction(pool, async (client) => {
    await oneAtATime(client, system);
    const pins = await pinsOf(client, system);
    const findings: Findings = { quarantined: [], added: [], gone: [] };
    if ([...pins.values()].some(({ seenAt }) => seenAt > at)) return findings;
    const rows = [...seen].map(([name, definition]) => {
      const pin = pins.get(name);
      const seenHash = hashOf(definition);
      if (pin === undefined) findings.added.push(name);
      if (pin?.definitionHash && pin.definitionHash !== seenHash)
        findings.quarantined.push({
          system,
          tool: name,
          approvedHash: pin.definitionHash,
          seenHash,
          changed: differences(pin.definition, definition).map(({ at: place }) => place),
        });
      return { name, seen: definition, seen_hash: seenHash };
    });
    for (const [name, pin] of pins) if (!seen.has(name) && pin.seen !== null) findings.gone.push(name);
    await client.query(KEEP, [system, at, JSON.stringify(rows)]);
    await client.query(MISS, [system, at, [...seen.keys()]]);
    await client.query("delete from pinned_tool where system = $1 and definition is null and seen is null", [
      system,
    ]);
    for (const found of findings.quarantined) await onQuarantine(found);
    return findings;
  });

/** Every row that changes is told to every gateway, so one that was seen a moment ago and stayed the same is left alone. */
const KEEP = `insert into pinned_tool as pin (system, name, seen, seen_hash, seen_at)
    select $1, name, seen, seen_hash, $2 from jsonb_to_recordset($3::jsonb) as row(name text, seen jsonb, seen_hash text)
  on conflict (system, name) do update set seen = excluded.seen, seen_hash = excluded.seen_hash, seen_at = excluded.seen_at,
    definition_hash = case when pin.definition_hash = excluded.seen_hash then pin.definition_hash end
  where pin.seen_hash is distinct from excluded.seen_hash or pin.seen_at < excluded.seen_at - interval '1 minute'`;

const MISS = `update pinned_tool set seen = null, seen_hash = null, seen_at = $2
  where system = $1 and name <> all($3::text[]) and seen is not null`;

/** Who approves which very definition. */
export type Approval = { system: string; tool: string; hash: string; person: string };

/** Pins a tool to what was seen of it, by that one's hash. False where the server has shown another one meanwhile. */
export async function approvePin(
  client: PoolClient,
  { system, tool, hash, person }: Approval,
): Promise<boolean> {
  await oneAtATime(client, system);
  const { rowCount } = await client.query(
    `update pinned_tool set definition = seen, definition_hash = seen_hash, approved_by = $4, approved_at = now()
     where system = $1 and name = $2 and seen_hash = $3`,
    [system, tool, hash, person],
  );
  return rowCount === 1;
}

/** Closes a tool as if it had never been approved. False where it was not. */
export async function revokePin(client: PoolClient, system: string, tool: string): Promise<boolean> {
  await oneAtATime(client, system);
  const { rowCount } = await client.query(
    `update pinned_tool set definition = null, definition_hash = null, approved_by = null, approved_at = null
     where system = $1 and name = $2 and definition is not null`,
    [system, tool],
  );
  return rowCount === 1;
}

const oneAtATime = (client: PoolClient, system: string) =>
  client.query("select pg_advisory_xact_lock(hashtextextended('pinned_tool ' || $1, 0))", [system]);

/** How a tool stands: callable, or why not. */
export type Standing = "open" | "new" | "changed" | "gone" | "unseen";

/** After this long without a look that succeeded nobody can say what the server's tools are by now. */
export const UNSEEN_MS = 15 * 60_000;

/** Whether the pin lets calls through. In doubt it does not. */
export function standingOf(pin: Pin | undefined, now: number = Date.now()): Standing {
  if (pin === undefined || pin.definition === null) return "new";
  if (pin.definitionHash === null) return "changed";
  if (pin.seenHash === null) return "gone";
  if (pin.seenHash !== pin.definitionHash) return "changed";
  return now - pin.seenAt.getTime() > UNSEEN_MS ? "unseen" : "open";
}
