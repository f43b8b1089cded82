import { checkApprovals } from "../approvals/check-approvals.ts";
import { checkClientEntries } from "../authorization/clients/check-client-entries.ts";
import { MACHINE_ISSUER } from "../authorization/grants/names.ts";
import { checkChannels } from "../channels/settings.ts";
import { checkCredentials } from "../credentials/check-credentials.ts";
import { checkProviders, mayBeIssuer } from "../federation/check-providers.ts";
import { checkRaise } from "../phases/check-raise.ts";
import type { Catalog } from "../systems/catalog.ts";
import { checkThirdParties } from "../third-party/config.ts";
import { checkRules } from "./check-rules.ts";
import type { Config } from "./config.ts";
import { ConfigError, type Loaded, type Mistake } from "./load.ts";

type Wrong = (where: readonly PropertyKey[], reason: string) => void;

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
  checkChannels(config, wrong);
  checkClientEntries(config.clients, wrong);
  const tools = new Set(Object.values(catalogs).flatMap((catalog) => catalog.tools.map(({ name }) => name)));
  const expectTool = (name: string, where: readonly PropertyKey[]) => {
    if (!tools.has(name)) wrong(where, `no system has a tool named ${name}`);
  };
  const expectSystem = (id: string, where: readonly PropertyKey[]) => {
    if (!Object.hasOwn(config.systems, id)) wrong(where, `no system is named ${id}`);
  };

  for (const [name, role] of Object.entries(config.roles)) {
    role.tools.forEach((tool, index) => void expectTool(tool, ["roles", name, "tools", index]));
    checkProviderOf(config, name, wrong);
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
    const { issuer = MACHINE_ISSUER } = person;
    if (issuer !== MACHINE_ISSUER && !mayBeIssuer(config.identityProviders, issuer))
      wrong([...at, "issuer"], "no identity provider has this issuer or entityId, letter by letter");
    if (severalIn(config) && person.issuer === undefined)
      wrong(
        at,
        `${person.subject} needs an issuer: each of several identity providers names its people as it likes`,
      );
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
  expectRoles(config.auditors?.roles ?? [], ["auditors"]);
  for (const id of Object.keys(config.limits.systems)) expectSystem(id, ["limits", "systems", id]);
  for (const tool of Object.keys(config.limits.tools)) expectTool(tool, ["limits", "tools", tool]);
  checkRules(config, catalogs, wrong);
  checkRaise(config, catalogs, wrong);
  checkApprovals(config, catalogs, wrong);
  checkCatalogs(catalogs, wrong);
  checkThirdParties(config.systems, wrong);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}

const severalIn = ({ identityProviders }: Config) => Object.keys(identityProviders).length > 1;

/** What one provider calls a group, another may as well: with several, a role says whose groups it means. */
function checkProviderOf(config: Config, name: string, wrong: Wrong) {
  const { provider, groups, appRoles } = config.roles[name] as Config["roles"][string];
  const all = Object.keys(config.identityProviders).join(", ");
  if (provider !== undefined && !Object.hasOwn(config.identityProviders, provider))
    wrong(["roles", name, "provider"], `no identity provider is named ${provider}; there are ${all}`);
  if (provider === undefined && groups.length + appRoles.length > 0 && severalIn(config))
    wrong(
      ["roles", name],
      `must say by \`provider\` whose groups and app roles these are (${all}), or any of these providers could put its people into them`,
    );
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
