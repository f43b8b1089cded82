import { createHash } from "node:crypto";
import type { Label, Phase } from "@gatehouse/tool";
import { MACHINE_ISSUER } from "../authorization/grants/names.ts";
import type { Config } from "../config/config.ts";
import type { ProviderSettings } from "../federation/settings.ts";
import { type ArgumentRule, compileRule } from "./argument-rule.ts";
import type { Rights } from "./rights.ts";

/** What the directory knows of a person that rules may look at. */
export type PolicySubject = {
  issuer: string;
  subject: string;
  groups: readonly string[];
  appRoles: readonly string[];
};

/** One version of the rules. A changed file makes a new one; nothing in a policy ever changes. */
export type Policy = {
  /** The start of the SHA-256 of the rules; stands in every audit row. */
  version: string;
  /** The line of `people` that speaks of this person. */
  exceptionOf(person: PolicySubject): Exception | undefined;
  rolesOf(person: PolicySubject): string[];
  rightsOf(person: PolicySubject): Rights;
};

type Rules = Pick<Config, "roles" | "people" | "limits" | "systems"> & {
  clients?: Pick<Config["clients"], "machines">;
};
type Exception = Config["people"][number];

const VERSION_CHARACTERS = 12;

/** The issuer of each identity provider, by the provider's id. */
type Issuers = ReadonlyMap<string, string>;

export const issuersOf = (providers: readonly ProviderSettings[]): Issuers =>
  new Map(providers.map((one) => [one.id, one.kind === "saml" ? one.entityId : one.issuer]));

/**
 * Compiles the rules of a configuration. Rights are worked out once per set of roles, or per person with exceptions. A role that
 * names a provider is held by nobody of another one, nor by anybody where `issuers` does not know it.
 */
export function policyFrom(config: Rules, issuers: Issuers = new Map()): Policy {
  const { roles, people, limits, systems } = config;
  const machines = new Map(config.clients?.machines.map(({ id, roles: held }) => [id, held]));
  const phases = Object.entries(systems).map(([id, { phase }]) => [id, phase]);
  const said = JSON.stringify({ roles, people, limits, phases, machines: [...machines] });
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
    rightsOf(person) {
      const before = known.get(person);
      if (before !== undefined) return before;
      const exception = exceptionOf(person);
      const held = rolesOf(person);
      const key = JSON.stringify([held, exception ?? null]);
      const found = shared.get(key) ?? work(config, version, compiled, held, exception);
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

function work(
  config: Rules,
  policyVersion: string,
  compiled: ReadonlyMap<string, ReadonlyMap<string, ArgumentRule>>,
  held: string[],
  exception: Exception | undefined,
): Rights {
  const grants = new Map<string, string[]>();
  const rules = new Map<string, Map<string, ArgumentRule>>();
  const sees = new Set<Label>();
  let perMinute = 0;
  for (const name of held) {
    const role = config.roles[name];
    if (role === undefined) continue;
    for (const tool of role.tools) grants.set(tool, [...(grants.get(tool) ?? []), name]);
    for (const [tool, rule] of compiled.get(name) ?? [])
      rules.set(tool, new Map(rules.get(tool)).set(name, rule));
    for (const label of role.sees) sees.add(label);
    perMinute = Math.max(perMinute, role.perMinute ?? config.limits.perMinute);
  }
  const phases = new Map<string, Phase>();
  for (const [id, { phase }] of Object.entries(config.systems))
    phases.set(id, exception?.phases[id] ?? phase);
  const limits = {
    perMinute: exception?.perMinute ?? (perMinute || config.limits.perMinute),
    systems: config.limits.systems,
    tools: { ...config.limits.tools, ...exception?.tools },
  };
  const filled = { decided: new Map(), withholders: new Map(), lists: new Map() };
  return { policyVersion, roles: held, grants, rules, sees, phases, limits, ...filled };
}
