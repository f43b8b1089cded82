import { inTransaction } from "../directory/in-transaction.ts";
import { settleSignIn } from "../directory/rights.ts";
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
   * Creates or renews the entry of issuer and subject. Whether it is active is not the sign-in's to say. Once its issuer has
   * provisioned anybody, neither are the groups: those it provisioned count, and who was not provisioned has no rights at all.
   */
  recordSignIn(identity: Identity): Promise<{ id: string; isActive: boolean }>;
  /** Whether this person exists, is active and of a known issuer; notes that they were seen. */
  seeActive(personId: string): Promise<boolean>;
}

interface Issuers {
  /** Those whose people and groups come by provisioning; none by default. */
  provisioningIssuers?: ReadonlySet<string> | undefined;
  /** Those whose people may come at all; by default everybody's. */
  knownIssuers?: ReadonlySet<string> | undefined;
}

export function createPeople(
  { pool }: Pick<Database, "pool">,
  { provisioningIssuers = new Set(), knownIssuers }: Issuers = {},
): People {
  return {
    async recordSignIn(identity) {
      const { issuer, subject, email, name, authTime, acr, amr, appRoles, groups } = identity;
      const values = [issuer, subject, email, name, authTime, acr, amr];
      const row = provisioningIssuers.has(issuer)
        ? await inTransaction(pool, async (client) => {
            const { rows } = await client.query<Recorded>(RECORD_PROVISIONED, values);
            if (rows[0]) await settleSignIn(client, rows[0].id, groups, appRoles);
            return rows[0];
          })
        : (await pool.query<Recorded>(RECORD, [...values, appRoles, groups])).rows[0];
      if (!row) throw new Error("The person could not be recorded.");
      return { id: row.id, isActive: row.active };
    },

    async seeActive(personId) {
      // Each write is announced to every gateway, which then forgets the person: once a minute is often enough.
      // While their rights are being changed, with those of a whole group perhaps, nobody's call waits for this.
      const { rows } = await pool.query<{ active: boolean; issuer: string }>(
        `with seen as (
           update person set last_seen = now() where id in (
             select id from person where id = $1::uuid and active and last_seen < now() - interval '1 minute'
             for no key update skip locked))
         select active, issuer from person where id = $1::uuid`,
        [personId],
      );
      const [row] = rows;
      return row?.active === true && (knownIssuers?.has(row.issuer) ?? true);
    },
  };
}

type Recorded = { id: string; active: boolean };

const SIGN_IN = "email = $3, name = $4, auth_time = $5, acr = $6, amr = $7, last_seen = now()";

const RECORD = `insert into person (issuer, subject, email, name, auth_time, acr, amr, app_roles, groups)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (issuer, subject) do update set ${SIGN_IN}, app_roles = $8, groups = $9
  returning id, active`;

/** Says nothing of rights: it only waits for the person's row, so that what it waited for counts when they are settled. */
const RECORD_PROVISIONED = `insert into person (issuer, subject, email, name, auth_time, acr, amr)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (issuer, subject) do update set ${SIGN_IN}
  returning id, active`;
