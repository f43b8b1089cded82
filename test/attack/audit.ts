import pg from "pg";
// @boundaries-ignore the audit is read here as its own command reads it
import { auditKeysFrom } from "../../gateway/src/audit/keys.ts";
// @boundaries-ignore as above
import { personKeys } from "../../gateway/src/audit/person-keys.ts";
// @boundaries-ignore as above
import { type AuditEvent, tailAudit } from "../../gateway/src/audit/tail.ts";
import type { House } from "../support/house.ts";

const EVENTS_MAX = 10_000;

/** Every event of a house by the reference its answer carried, opened as an auditor would. */
export async function auditOf({
  database,
  env,
}: Pick<House, "database" | "env">): Promise<Map<string, AuditEvent>> {
  const pool = new pg.Pool({ connectionString: database.url });
  // A connection that the pool has ended may still be saying goodbye when the database is dropped.
  pool.on("error", () => {});
  try {
    const keys = personKeys(pool, auditKeysFrom(env.GATEHOUSE_AUDIT_KEY ?? ""));
    const events = await tailAudit(pool, keys, { count: EVENTS_MAX, callsOnly: true });
    return new Map(events.map((event) => [event.requestId, event]));
  } finally {
    await pool.end();
  }
}
