import type { Pool } from "pg";
import type { Person } from "../store/liveness.ts";
import { type PersonRow, personOf } from "../store/person-row.ts";
import type { HumanOf } from "./authority.ts";
import type { Named } from "./request-view.ts";

/** The directory as approvals ask it: for people who are not calling now. */
export type PeopleRows = {
  /** The person, if they are active and of a known issuer. */
  active(id: string): Promise<Person | undefined>;
  activeByEmail(email: string): Promise<Person | undefined>;
  allActive(): Promise<Person[]>;
  /** Tells accounts of one human, which share an address, from those of several. */
  humans(accounts: readonly string[]): Promise<HumanOf>;
  /** What to call these people, whether or not they still have access. */
  named(ids: readonly (string | undefined)[]): Promise<ReadonlyMap<string, Named>>;
};

export function peopleRows(pool: Pool, knownIssuers: ReadonlySet<string>): PeopleRows {
  const several = async (condition: string, values: unknown[]) => {
    const { rows } = await pool.query<PersonRow>(
      `select * from person where active and ${condition}`,
      values,
    );
    return rows.map(personOf).filter(({ issuer }) => knownIssuers.has(issuer));
  };
  return {
    active: async (id) => (await several("id = $1", [id]))[0],
    async activeByEmail(email) {
      const found = await several("lower(email) = lower($1)", [email]);
      return found.length === 1 ? found[0] : undefined;
    },
    allActive: () => several("true", []),
    async humans(accounts) {
      const { rows } = await pool.query<{ id: string; email: string }>(
        "select id, lower(email) as email from person where id = any($1::uuid[]) and email <> ''",
        [[...new Set(accounts)]],
      );
      const emails = new Map(rows.map(({ id, email }) => [id, email]));
      return (account) => emails.get(account) ?? account;
    },
    async named(ids) {
      const wanted = [...new Set(ids.filter((id) => id !== undefined))];
      const { rows } = await pool.query<Named & { email: string | null }>(
        "select id, coalesce(name, email, subject) as name, email from person where id = any($1::uuid[])",
        [wanted],
      );
      const known = rows.map(({ id, name, email }) => [id, { id, name, email: email ?? undefined }] as const);
      return new Map<string, Named>([
        ...wanted.map((id) => [id, { id, name: "somebody unknown", email: undefined }] as const),
        ...known,
      ]);
    },
  };
}
