import type { LivePolicy } from "../config/live-policy.ts";
import type { PolicySubject } from "../rules/policy.ts";
import type { Database } from "../store/database.ts";
import type { Catalog } from "../systems/catalog.ts";
import type { MayWrite } from "./sign-in-options.ts";

/**
 * By the rules in force when asked. A phase that is closed today does not count: the grant may outlive it. Administrators take
 * changes of others back, whether or not they may make any.
 */
export function mayWriteBy(
  { current, config }: Pick<LivePolicy, "current" | "config">,
  catalogs: Readonly<Record<string, Catalog>>,
  { pool }: Pick<Database, "pool">,
): MayWrite {
  const writes = Object.values(catalogs)
    .flatMap(({ tools }) => tools)
    .filter(({ risk }) => risk !== "read")
    .map(({ name }) => name);
  return async (personId) => {
    const { rows } = await pool.query<PolicySubject>(
      `select issuer, subject, groups, app_roles as "appRoles" from person where id = $1::uuid and active`,
      [personId],
    );
    const person = rows[0];
    if (person === undefined) return false;
    const { grants, roles } = current().rightsOf(person);
    const administrators = config().administrators?.roles ?? [];
    return writes.some((name) => grants.has(name)) || administrators.some((role) => roles.includes(role));
  };
}
