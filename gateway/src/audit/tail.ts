import type { Pool } from "pg";
import { open } from "../crypto/sealed-box.ts";
import type { PersonKeys } from "./person-keys.ts";

/** A row as an auditor reads it. `personal` is undefined where the person's key was erased. */
export type AuditEvent = {
  at: Date;
  kind: string;
  requestId: string;
  person: string | null;
  /** The mail address the directory has for the person today. */
  email: string | null;
  system: string | null;
  tool: string;
  outcome: string;
  facts: Record<string, unknown>;
  personal: Record<string, unknown> | undefined;
};

type Stored = Omit<AuditEvent, "personal" | "requestId"> & { request_id: string; sealed: Buffer };

/** Which events: how many of the newest, and whether sign-ins and tokens are among them. */
export type Tail = { count: number; callsOnly: boolean };

/** The newest events, oldest first. */
export async function tailAudit(
  pool: Pool,
  keys: PersonKeys,
  { count, callsOnly }: Tail,
): Promise<AuditEvent[]> {
  const { rows } = await pool.query<Stored>(
    `select at, kind, request_id, person, email, system, tool, outcome, facts, sealed
     from audit_row left join person on person.id = audit_row.person
     where kind <> 'sign_in' or not $2
     order by at desc, seq desc limit $1`,
    [count, callsOnly],
  );
  return Promise.all(rows.reverse().map((row) => opened(row, keys)));
}

async function opened(
  { request_id: requestId, sealed, ...row }: Stored,
  keys: PersonKeys,
): Promise<AuditEvent> {
  const key = row.person === null ? undefined : await keys.find(row.person);
  const personal = key && JSON.parse(open(key, sealed, requestId).toString("utf8"));
  return { ...row, requestId, personal };
}
