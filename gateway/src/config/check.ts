import { checkCredentials } from "../credentials/check-credentials.ts";
import { checkProviders } from "../federation/check-providers.ts";
import type { Catalog } from "../systems/catalog.ts";
import { checkRules } from "./check-rules.ts";
import { ConfigError, type Loaded, type Mistake } from "./load.ts";

/**
 * Checks what a configuration means against the catalogs it names: unknown tools, roles and systems, people named
 * twice, tools two systems claim, and rules that cannot be judged or fail their tests. A mistake here stops the start, because
 * a rule that names nothing protects nothing.
 */
export function checkMeaning(loaded: Loaded, catalogs: Readonly<Record<string, Catalog>>): void {
  const { config, file, lineOf } = loaded;
  const mistakes: Mistake[] = [];
  const wrong = (where: readonly PropertyKey[], reason: string) => {
    mistakes.push({ file, line: lineOf(where), reason: `${where.join(".")}: ${reason}` });
  };
  checkProviders(config.identityProviders, loaded.folder, wrong);
  checkCredentials(config, catalogs, wrong);
  const tools = new Set(Object.values(catalogs).flatMap((catalog) => catalog.tools.map(({ name }) => name)));
  const expectTool = (name: string, where: readonly PropertyKey[]) => {
    if (!tools.has(name)) wrong(where, `no system has a tool named ${name}`);
  };
  const expectSystem = (id: string, where: readonly PropertyKey[]) => {
    if (!Object.hasOwn(config.systems, id)) wrong(where, `no system is named ${id}`);
  };

  for (const [name, role] of Object.entries(config.roles)) {
    role.tools.forEach((tool, index) => void expectTool(tool, ["roles", name, "tools", index]));
    if (
      role.groups.length + role.appRoles.length === 0 &&
      ![...config.people, ...config.clients.machines].some(({ roles }) => roles.includes(name))
    )
      wrong(
        ["roles", name],
        "nobody can hold this role: it names no group, no app role, and no person or machine has it",
      );
  }
  const known = new Set<string>();
  config.people.forEach((person, index) => {
    const at = ["people", index];
    const who = JSON.stringify([person.subject, person.issuer]);
    if (known.has(who)) wrong(at, `${person.subject} has an entry already; only one could count`);
    known.add(who);
    for (const role of person.roles)
      if (!Object.hasOwn(config.roles, role)) wrong([...at, "roles"], `no role is named ${role}`);
    for (const id of Object.keys(person.phases)) expectSystem(id, [...at, "phases", id]);
    for (const tool of Object.keys(person.tools)) expectTool(tool, [...at, "tools", tool]);
  });
  const expectRoles = (roles: readonly string[], where: readonly PropertyKey[]) => {
    for (const role of roles)
      if (!Object.hasOwn(config.roles, role)) wrong([...where, "roles"], `no role is named ${role}`);
  };
  config.clients.machines.forEach(({ roles }, index) => {
    expectRoles(roles, ["clients", "machines", index]);
  });
  expectRoles(config.administrators?.roles ?? [], ["administrators"]);
  for (const id of Object.keys(config.limits.systems)) expectSystem(id, ["limits", "systems", id]);
  for (const tool of Object.keys(config.limits.tools)) expectTool(tool, ["limits", "tools", tool]);
  checkRules(config, catalogs, wrong);
  checkCatalogs(catalogs, wrong);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}

/** A name two systems claim is nobody's: an impostor must not be able to answer for a tool people trust. */
function checkCatalogs(
  catalogs: Readonly<Record<string, Catalog>>,
  wrong: (where: readonly string[], reason: string) => void,
) {
  const owners = new Map<string, string>();
  for (const [id, catalog] of Object.entries(catalogs)) {
    if (catalog.id !== id) wrong(["systems", id, "catalog"], `is the catalog of ${catalog.id}`);
    for (const { name } of catalog.tools) {
      const other = owners.get(name);
      if (other !== undefined) wrong(["systems", id, "catalog"], `${name} is also a tool of ${other}`);
      if (name.startsWith("gatehouse_"))
        wrong(["systems", id, "catalog"], `${name} takes a name of the gateway's own`);
      owners.set(name, id);
    }
  }
}
