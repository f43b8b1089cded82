import type { PoolClient } from "pg";

/** The names of a person's provisioned groups, as a text[] over the person's row `p`. */
const GROUPS_OF_P = `coalesce((select array_agg(g.name order by g.name) from provisioned_member m
  join provisioned_group g on g.id = m."group" where m.person = p.id), '{}')`;

/**
 * What a person may be and hold by all that is known of them: `(active, groups)` over `p`, and `pp` where they are provisioned.
 * Active where neither the provider nor an administrator says otherwise, groups as provisioned.
 */
export const RIGHTS_OF_P = `p.blocked_at is null and coalesce(pp.active and pp.removed_at is null, true),
  case when pp.person is null then p.groups else ${GROUPS_OF_P} end`;

/**
 * Brings these people in line with RIGHTS_OF_P, inside the transaction of the change that made it necessary. Rows that are
 * right already are left alone, so nobody's caches are disturbed.
 */
export async function settleRights(
  client: Pick<PoolClient, "query">,
  people: readonly string[],
): Promise<void> {
  // A statement sees what was committed before it began. So whoever waits for a person's row has to wait in a statement of its
  // own: worked out and written in one, rights would be those from before the wait, and would undo what came meanwhile.
  await client.query("select from person where id = any($1::uuid[]) order by id for no key update", [people]);
  await client.query(
    `update person p set active = now.active, groups = now.groups
     from (select p.id, ${RIGHTS_OF_P}
       from person p left join provisioned_person pp on pp.person = p.id where p.id = any($1::uuid[]))
       as now (id, active, groups)
     where p.id = now.id and (p.active, p.groups) is distinct from (now.active, now.groups)`,
    [people],
  );
}

/**
 * What counts of a sign-in's own groups and app roles, for a person whose row this transaction has locked. Once the issuer has
 * provisioned anybody, groups are those it provisioned, and app roles, which come with sign-ins alone, count for whom it has
 * provisioned and can take out again. Until then both are taken as they come.
 */
export async function settleSignIn(
  client: Pick<PoolClient, "query">,
  person: string,
  groups: readonly string[],
  appRoles: readonly string[],
): Promise<void> {
  await client.query(
    `update person p set groups = now.groups, app_roles = now.app_roles
     from (select case when has_begun then ${GROUPS_OF_P} else $2::text[] end,
         case when has_begun and not is_provisioned then '{}' else $3::text[] end
       from person p,
         lateral (select exists (select from provisioned_person pp where pp.person = p.id and pp.removed_at is null)) as a (is_provisioned),
         lateral (select exists (select from provisioned_person op join person o on o.id = op.person
           where o.issuer = p.issuer)) as b (has_begun)
       where p.id = $1) as now (groups, app_roles)
     where p.id = $1 and (p.groups, p.app_roles) is distinct from (now.groups, now.app_roles)`,
    [person, groups, appRoles],
  );
}
