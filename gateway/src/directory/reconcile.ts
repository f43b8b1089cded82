import type { Pool } from "pg";
import { RIGHTS_OF_P } from "./rights.ts";

/** Something in the directory that does not fit together. `needsAction` is false for what is only worth knowing. */
export type Finding = { what: string; needsAction: boolean; who: string[] };

const UNSEEN_DAYS = 90;

type Check = { what: string; needsAction: boolean; sql: string };

const WHO = "coalesce(p.email, pp.user_name, p.subject)";
const PEOPLE = "person p left join provisioned_person pp on pp.person = p.id";

const CHECKS: readonly Check[] = [
  {
    what: "active or groups differ from what is provisioned or blocked",
    needsAction: true,
    sql: `select ${WHO} as who from ${PEOPLE} where (p.active, p.groups) is distinct from (${RIGHTS_OF_P})`,
  },
  {
    what: "inactive, and still has logins (a running gateway ends them within 30 seconds)",
    needsAction: true,
    sql: `select ${WHO} as who from ${PEOPLE} where not p.active
      and exists (select from oidc_model m where m.payload->>'accountId' = p.id::text)`,
  },
  {
    what: "inactive, and still has accounts connected",
    needsAction: true,
    sql: `select ${WHO} as who from ${PEOPLE} where not p.active
      and exists (select from connection c where c.person = p.id)`,
  },
  {
    what: "lost their access more than a minute ago, and something of it could not be ended (see the gateway's log)",
    needsAction: true,
    sql: `select coalesce(${WHO}, e.person::text) as who from access_ending e
      left join person p on p.id = e.person left join provisioned_person pp on pp.person = p.id
      where e.ended_at < now() - interval '1 minute'`,
  },
  {
    what: "logins that belong to nobody",
    needsAction: true,
    sql: `select distinct m.payload->>'accountId' as who from oidc_model m where m.model = 'Grant'
      and m.payload->>'accountId' ~ '^[0-9a-f]{8}-'
      and not exists (select from person p where p.id::text = m.payload->>'accountId')`,
  },
  {
    what: "active, and not provisioned, although others of the same provider are",
    needsAction: true,
    sql: `select ${WHO} as who from ${PEOPLE} where p.active and pp.person is null
      and p.issuer in (select o.issuer from person o join provisioned_person op on op.person = o.id)`,
  },
  {
    what: `active, and not seen for ${UNSEEN_DAYS} days`,
    needsAction: false,
    sql: `select ${WHO} as who from ${PEOPLE} where p.active and p.last_seen < now() - interval '${UNSEEN_DAYS} days'`,
  },
  {
    what: "blocked here, although the identity provider has them active",
    needsAction: false,
    sql: `select ${WHO} as who from ${PEOPLE} where p.blocked_at is not null and coalesce(pp.active, true)
      and pp.removed_at is null`,
  },
];

/** Compares people, logins and connections with each other; what fits together is not in the answer. */
export async function reconcile(pool: Pick<Pool, "query">): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { what, needsAction, sql } of CHECKS) {
    const { rows } = await pool.query<{ who: string }>(`${sql} order by 1`);
    if (rows.length > 0) findings.push({ what, needsAction, who: rows.map(({ who }) => who) });
  }
  return findings;
}
