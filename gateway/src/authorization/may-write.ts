import type { Policy, PolicySubject } from "../rules/policy.ts";
import type { Database } from "../store/database.ts";
import type { Catalog } from "../systems/catalog.ts";
import type { MayWrite } from "./sign-in-options.ts";

/** By the rules in force when asked. A phase that is closed today does not count: the grant may outlive it. */
export function mayWriteBy(
  policy: () => Policy,
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
    const { grants } = policy().rightsOf(person);
    return writes.some((name) => grants.has(name));
  };
}
