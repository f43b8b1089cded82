import type { KeyObject } from "node:crypto";
import type { Pool } from "pg";
import { open } from "../crypto/sealed-box.ts";
import { type PersonKeys, UnreadableKey } from "./person-keys.ts";

/**
 * A row as an auditor reads it. `personal` is undefined where the person's key was erased, and where the row is unreadable:
 * then the row or its key is not what the gateway wrote.
 */
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
  isUnreadable: boolean;
};

type Stored = Omit<AuditEvent, "personal" | "isUnreadable" | "requestId"> & {
  request_id: string;
  sealed: Buffer;
};

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
  const keyOf = keyFinder(keys);
  return Promise.all(rows.reverse().map((row) => opened(row, keyOf)));
}

type KeyOf = (person: string) => Promise<KeyObject | undefined | "unreadable">;

/** Asks for each person's key once. */
function keyFinder(keys: PersonKeys): KeyOf {
  const found = new Map<string, ReturnType<KeyOf>>();
  return (person) => {
    const key =
      found.get(person) ??
      keys.find(person).catch((error) => {
        if (error instanceof UnreadableKey) return "unreadable" as const;
        throw error;
      });
    found.set(person, key);
    return key;
  };
}

async function opened({ request_id: requestId, sealed, ...row }: Stored, keyOf: KeyOf): Promise<AuditEvent> {
  const event = { ...row, requestId, personal: undefined, isUnreadable: false };
  const key = row.person === null ? undefined : await keyOf(row.person);
  if (key === undefined) return event;
  if (key === "unreadable") return { ...event, isUnreadable: true };
  try {
    return { ...event, personal: JSON.parse(open(key, sealed, requestId).toString("utf8")) };
  } catch {
    // One row that somebody tampered with must not hide all the others.
    return { ...event, isUnreadable: true };
  }
}
