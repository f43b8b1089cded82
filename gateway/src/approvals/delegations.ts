import { ToolError } from "@gatehouse/tool";
import type { Pool } from "pg";
import { isUuid } from "../store/is-uuid.ts";
import type { Delegation } from "./approvals.ts";

const DAYS_MAX = 60;
const DAY_MS = 86_400_000;
export type DelegationRows = {
  /** Who lent their approvals to this person for this system, as it counts now. */
  lentTo(person: string, system: string): Promise<string[]>;
  /** To whom these people have lent theirs for this system now. */
  lentBy(people: readonly string[], system: string): Promise<string[]>;
  of(person: string): Promise<Delegation[]>;
  insert(wanted: Omit<Delegation, "id" | "from" | "to"> & { from: string; to: string }): Promise<Delegation>;
  /** True where it was this person's and still stood. */
  revoke(id: string, from: string): Promise<boolean>;
};

const NOW = "revoked_at is null and starts_at <= now() and ends_at > now()";
const NAMED = `select d.id, d.from_person, d.to_person, d.system, d.starts_at, d.ends_at, d.reason,
    coalesce(f.name, f.email, f.subject) as from_name, coalesce(t.name, t.email, t.subject) as to_name
  from approval_delegation d join person f on f.id = d.from_person join person t on t.id = d.to_person`;

export function delegationRows(pool: Pool): DelegationRows {
  const people = async (text: string, values: unknown[]) =>
    (await pool.query<{ id: string }>(text, values)).rows.map(({ id }) => id);
  return {
    lentTo: (person, system) =>
      people(
        `select from_person as id from approval_delegation
         where to_person = $1 and (system is null or system = $2) and ${NOW} order by created_at`,
        [person, system],
      ),
    lentBy: (from, system) =>
      people(
        `select distinct to_person as id from approval_delegation
         where from_person = any($1) and (system is null or system = $2) and ${NOW}`,
        [from, system],
      ),
    async of(person) {
      const { rows } = await pool.query<Row>(
        `${NAMED} where (d.from_person = $1 or d.to_person = $1) and d.revoked_at is null and d.ends_at > now()
         order by d.starts_at`,
        [person],
      );
      return rows.map(delegationOf);
    },
    async insert({ from, to, system, startsAt, endsAt, reason }) {
      const [id] = await people(
        `insert into approval_delegation (from_person, to_person, system, starts_at, ends_at, reason)
         values ($1, $2, $3, $4, $5, $6) returning id`,
        [from, to, system ?? null, startsAt, endsAt, reason],
      );
      const { rows } = await pool.query<Row>(`${NAMED} where d.id = $1`, [id]);
      return delegationOf(rows[0] as Row);
    },
    async revoke(id, from) {
      if (!isUuid(id)) return false;
      const { rowCount } = await pool.query(
        `update approval_delegation set revoked_at = now()
         where id = $1 and from_person = $2 and revoked_at is null and ends_at > now()`,
        [id, from],
      );
      return rowCount === 1;
    },
  };
}

/** Throws `invalid_input` where these are no dates of a delegation. */
export function requireDates(startsAt: Date, endsAt: Date): void {
  const days = (endsAt.getTime() - startsAt.getTime()) / DAY_MS;
  if (days > 0 && days <= DAYS_MAX && endsAt.getTime() > Date.now()) return;
  throw new ToolError(
    "invalid_input",
    `A delegation begins before it ends, ends in the future and lasts up to ${DAYS_MAX} days; nothing was changed.`,
  );
}

type Row = {
  id: string;
  from_person: string;
  to_person: string;
  system: string | null;
  starts_at: Date;
  ends_at: Date;
  reason: string;
  from_name: string;
  to_name: string;
};

const delegationOf = (row: Row): Delegation => ({
  id: row.id,
  from: { id: row.from_person, name: row.from_name },
  to: { id: row.to_person, name: row.to_name },
  system: row.system ?? undefined,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  reason: row.reason,
});
