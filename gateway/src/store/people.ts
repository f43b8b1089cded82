import { GROUPS_OF_P } from "../directory/rights.ts";
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
  /**
   * Creates or renews the entry of issuer and subject. Whether it is active is not the sign-in's to say. Of an issuer that
   * provisions, neither are the groups: those it provisioned count, and who was not provisioned has no rights at all.
   */
  recordSignIn(identity: Identity): Promise<{ id: string; isActive: boolean }>;
  /** Whether this person exists and is active; notes that they were seen. */
  seeActive(personId: string): Promise<boolean>;
}

export function createPeople(
  { pool }: Pick<Database, "pool">,
  provisioningIssuers: ReadonlySet<string> = new Set(),
): People {
  return {
    async recordSignIn(identity) {
      const isProvisioned = provisioningIssuers.has(identity.issuer);
      const { issuer, subject, email, name, authTime, acr, amr, appRoles, groups } = identity;
      const { rows } = await pool.query<{ id: string; active: boolean }>(
        isProvisioned ? RECORD_PROVISIONED : RECORD,
        [issuer, subject, email, name, authTime, acr, amr, appRoles, ...(isProvisioned ? [] : [groups])],
      );
      const row = rows[0];
      if (!row) throw new Error("The person could not be recorded.");
      return { id: row.id, isActive: row.active };
    },

    async seeActive(personId) {
      // Each write is announced to every gateway, which then forgets the person: once a minute is often enough.
      const { rows } = await pool.query<{ active: boolean }>(
        `with seen as (
           update person set last_seen = now()
           where id = $1::uuid and active and last_seen < now() - interval '1 minute')
         select active from person where id = $1::uuid`,
        [personId],
      );
      return rows[0]?.active === true;
    },
  };
}

const SIGN_IN = "email = $3, name = $4, auth_time = $5, acr = $6, amr = $7, last_seen = now()";

const RECORD = `insert into person (issuer, subject, email, name, auth_time, acr, amr, app_roles, groups)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (issuer, subject) do update set ${SIGN_IN}, app_roles = $8, groups = $9
  returning id, active`;

/** App roles come with sign-ins alone, but count only for whom the provider has provisioned and can take out again. */
const RECORD_PROVISIONED = `insert into person as p (issuer, subject, email, name, auth_time, acr, amr)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (issuer, subject) do update set ${SIGN_IN}, groups = ${GROUPS_OF_P},
    app_roles = case when exists (select from provisioned_person pp where pp.person = p.id and pp.removed_at is null)
      then $8::text[] else '{}' end
  returning id, active`;
