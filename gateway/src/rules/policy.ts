import { createHash } from "node:crypto";
import type { Label, Phase } from "@gatehouse/tool";
import type { ApprovalRule } from "../approvals/config.ts";
import { MACHINE_ISSUER } from "../authorization/grants/names.ts";
import type { Config } from "../config/config.ts";
import type { ProviderSettings } from "../federation/settings.ts";
import { type Opening, phaseFor } from "../phases/openings.ts";
import { type ArgumentRule, compileRule } from "./argument-rule.ts";
import type { Rights } from "./rights.ts";

/** What the directory knows of a person that rules may look at. */
export type PolicySubject = {
  issuer: string;
  subject: string;
  groups: readonly string[];
  appRoles: readonly string[];
};

/** The rules and what is open under them. A changed file or opening makes a new one; nothing in a policy ever changes. */
export type Policy = {
  /** The start of the SHA-256 of the rules, not of what is open; stands in every audit row. */
  version: string;
  /** The line of `people` that speaks of this person. */
  exceptionOf(person: PolicySubject): Exception | undefined;
  rolesOf(person: PolicySubject): string[];
  rightsOf(person: PolicySubject): Rights;
  approvals: Config["approvals"];
  /** The rules on who approves what in a system; `approvalRule` says which of them counts. */
  approvalRulesOf(system: string): readonly ApprovalRule[];
};

type Rules = Pick<Config, "roles" | "people" | "limits" | "systems" | "approvals"> & {
  clients?: Pick<Config["clients"], "machines">;
  administrators?: Config["administrators"];
};
type Exception = Config["people"][number];

const VERSION_CHARACTERS = 12;

/** The issuer of each identity provider, by the provider's id. */
type Issuers = ReadonlyMap<string, string>;

export const issuersOf = (providers: readonly ProviderSettings[]): Issuers =>
  new Map(providers.map((one) => [one.id, one.kind === "saml" ? one.entityId : one.issuer]));

/**
 * Compiles the rules of a configuration. Rights are worked out once per set of roles, or per person with exceptions. A role that
 * names a provider is held by nobody of another one, nor by anybody where `issuers` does not know it. `open` are the phases that
 * are open now, `writes` the names of all tools that change something.
 */
export function policyFrom(
  config: Rules,
  issuers: Issuers = new Map(),
  open: readonly Opening[] = [],
  writes: ReadonlySet<string> = new Set(),
): Policy {
  const { roles, people, limits, systems, approvals } = config;
  const machines = new Map(config.clients?.machines.map(({ id, roles: held }) => [id, held]));
  const raised = Object.entries(systems).flatMap(([, { raise }]) => Object.entries(raise));
  const approving = Object.entries(systems).map(([id, { approvals: rules }]) => [id, rules]);
  const said = JSON.stringify({
    roles,
    people,
    limits,
    raised,
    approvals,
    approving,
    machines: [...machines],
  });
  const version = createHash("sha256").update(said).digest("hex").slice(0, VERSION_CHARACTERS);
  const shared = new Map<string, Rights>();
  // The directory hands out the same object until a person changes, so most calls need not look at roles at all.
  const known = new WeakMap<PolicySubject, Rights>();
  const exceptions = new Map(people.map((entry) => [`${entry.issuer ?? ""} ${entry.subject}`, entry]));
  const compiled = new Map(Object.entries(roles).map(([name, role]) => [name, rulesOf(name, role)]));

  // A line without an issuer is about people; a machine of the same name is somebody else.
  const exceptionOf = ({ issuer, subject }: PolicySubject) =>
    exceptions.get(`${issuer} ${subject}`) ??
    (issuer === MACHINE_ISSUER ? undefined : exceptions.get(` ${subject}`));

  const machineRoles = ({ issuer, subject }: PolicySubject) =>
    (issuer === MACHINE_ISSUER && machines.get(subject)) || [];

  const rolesOf = (person: PolicySubject) => {
    const own = [...(exceptionOf(person)?.roles ?? []), ...machineRoles(person)];
    return Object.entries(roles)
      .filter(([name, role]) => own.includes(name) || maps(role, person, issuers))
      .map(([name]) => name);
  };

  return {
    version,
    exceptionOf,
    rolesOf,
    approvals,
    approvalRulesOf: (system) => systems[system]?.approvals ?? [],
    rightsOf(person) {
      const before = known.get(person);
      if (before !== undefined) return before;
      const exception = exceptionOf(person);
      const held = rolesOf(person);
      const key = JSON.stringify([held, exception ?? null]);
      const found = shared.get(key) ?? work({ ...config, version, compiled, open, writes }, held, exception);
      shared.set(key, found);
      known.set(person, found);
      return found;
    },
  };
}

function maps(role: Config["roles"][string], person: PolicySubject, issuers: Issuers): boolean {
  // Another provider may have a group by the same name, and put into it whom it likes.
  if (role.provider !== undefined && issuers.get(role.provider) !== person.issuer) return false;
  return (
    role.groups.some((group) => person.groups.includes(group)) ||
    role.appRoles.some((name) => person.appRoles.includes(name))
  );
}

/** The rules of one role by tool name. */
export function rulesOf(role: string, { title, rules }: Config["roles"][string]): Map<string, ArgumentRule> {
  const entries = Object.entries(rules).map(
    ([tool, { when, explain }]) => [tool, { role, title, when, explain, judge: compileRule(when) }] as const,
  );
  return new Map(entries);
}

type Compiled = Rules & {
  version: string;
  compiled: ReadonlyMap<string, ReadonlyMap<string, ArgumentRule>>;
  open: readonly Opening[];
  writes: ReadonlySet<string>;
};

function work(
  { roles, systems, limits: { perMinute: most, ...limits }, version, compiled, open, ...rest }: Compiled,
  held: string[],
  exception: Exception | undefined,
): Rights {
  const grants = new Map<string, string[]>();
  const rules = new Map<string, Map<string, ArgumentRule>>();
  const sees = new Set<Label>();
  let perMinute = 0;
  for (const name of held) {
    const role = roles[name];
    if (role === undefined) continue;
    for (const tool of role.tools) grants.set(tool, [...(grants.get(tool) ?? []), name]);
    for (const [tool, rule] of compiled.get(name) ?? [])
      rules.set(tool, new Map(rules.get(tool)).set(name, rule));
    for (const label of role.sees) sees.add(label);
    perMinute = Math.max(perMinute, role.perMinute ?? most);
  }
  const phases = new Map<string, Phase>();
  const raised = new Map<string, Phase>();
  for (const [id, { raise }] of Object.entries(systems)) {
    // An exception for one person takes away and never opens: what is open is decided by two people, with reasons.
    phases.set(id, Math.min(phaseFor(open, id, held), exception?.phases[id] ?? 3) as Phase);
    for (const [tool, phase] of Object.entries(raise)) raised.set(tool, phase);
  }
  return {
    policyVersion: version,
    roles: held,
    grants,
    rules,
    sees,
    phases,
    raised,
    confirm: confirmedFirst(grants, roles),
    mayEverWrite:
      [...grants.keys()].some((tool) => rest.writes.has(tool)) ||
      held.some((role) => rest.administrators?.roles.includes(role)),
    limits: {
      perMinute: exception?.perMinute ?? (perMinute || most),
      systems: limits.systems,
      tools: { ...limits.tools, ...exception?.tools },
    },
    decided: new Map(),
    withholders: new Map(),
    lists: new Map(),
  };
}

/** Tools that every role which grants them wants confirmed first: one role that does without is enough. */
function confirmedFirst(grants: ReadonlyMap<string, readonly string[]>, roles: Rules["roles"]): Set<string> {
  const confirmed = new Set<string>();
  for (const [tool, granting] of grants)
    if (granting.every((name) => roles[name]?.confirm.includes(tool))) confirmed.add(tool);
  return confirmed;
}
