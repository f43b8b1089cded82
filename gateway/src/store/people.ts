import type { Database } from "./database.ts";

/** What an identity provider says about whoever just signed in. */
export interface Identity {
  issuer: string;
  subject: string;
  /** Only one that the provider vouches for. */
  email: string | undefined;
  name: string | undefined;
  groups: readonly string[];
  appRoles: readonly string[];
  authTime: Date | undefined;
  acr: string | undefined;
  amr: readonly string[];
}

export interface People {
  /** Creates or renews the entry of issuer and subject. Whether it is active is not the identity provider's to say. */
  recordSignIn(identity: Identity): Promise<{ id: string; isActive: boolean }>;
  /** Whether this person exists and is active; notes that they were seen. */
  seeActive(personId: string): Promise<boolean>;
}

export function createPeople({ pool }: Pick<Database, "pool">): People {
  return {
    async recordSignIn(identity) {
      const { rows } = await pool.query<{ id: string; active: boolean }>(
        `insert into person (issuer, subject, email, name, groups, app_roles, auth_time, acr, amr)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (issuer, subject) do update
           set email = excluded.email, name = excluded.name, groups = excluded.groups,
             app_roles = excluded.app_roles, auth_time = excluded.auth_time, acr = excluded.acr,
             amr = excluded.amr, last_seen = now()
         returning id, active`,
        [
          identity.issuer,
          identity.subject,
          identity.email,
          identity.name,
          identity.groups,
          identity.appRoles,
          identity.authTime,
          identity.acr,
          identity.amr,
        ],
      );
      const row = rows[0];
      if (!row) throw new Error("The person could not be recorded.");
      return { id: row.id, isActive: row.active };
    },

    async seeActive(personId) {
      const { rowCount } = await pool.query(
        "update person set last_seen = now() where id = $1::uuid and active",
        [personId],
      );
      return rowCount === 1;
    },
  };
}
