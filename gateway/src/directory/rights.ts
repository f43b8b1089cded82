import type { Pool, PoolClient } from "pg";

/** The names of a person's provisioned groups, as a text[] over the person's row `p`. */
export const GROUPS_OF_P = `coalesce((select array_agg(g.name order by g.name) from provisioned_member m
  join provisioned_group g on g.id = m."group" where m.person = p.id), '{}')`;

/**
 * Brings what these people may do in line with what is known of them: active where neither the provider nor an administrator
 * says otherwise, groups as provisioned. Rows that are right already are left alone, so nobody's caches are disturbed.
 */
export async function settleRights(
  client: Pick<PoolClient, "query"> | Pool,
  people: readonly string[],
): Promise<void> {
  await client.query(
    `update person p set active = now.active, groups = now.groups
     from (select p.id,
         p.blocked_at is null and coalesce(pp.active and pp.removed_at is null, true) as active,
         case when pp.person is null then p.groups else ${GROUPS_OF_P} end as groups
       from person p left join provisioned_person pp on pp.person = p.id where p.id = any($1::uuid[])) as now
     where p.id = now.id and (p.active, p.groups) is distinct from (now.active, now.groups)`,
    [people],
  );
}
