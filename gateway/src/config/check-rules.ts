import { rulesOf } from "../rules/policy.ts";
import { ruleFault } from "../rules/rule-fault.ts";
import { argumentChecks } from "../systems/arguments.ts";
import type { Catalog, Entry } from "../systems/catalog.ts";
import type { Config } from "./config.ts";

type Role = Config["roles"][string];
type Wrong = (where: readonly PropertyKey[], reason: string) => void;
type Tools = ReadonlyMap<string, Entry>;

/**
 * Checks what roles say about arguments: that each rule speaks of a tool of its role and can be judged for every call of it,
 * and that the role's table of tests comes out as it says. Tests are tried only where all rules of the role can be judged.
 */
export function checkRules(
  { roles }: Config,
  catalogs: Readonly<Record<string, Catalog>>,
  wrong: Wrong,
): void {
  const tools = new Map(
    Object.values(catalogs).flatMap((catalog) => catalog.tools.map((tool) => [tool.name, tool] as const)),
  );
  for (const [name, role] of Object.entries(roles)) {
    let isSound = true;
    for (const [where, reason] of faultsOf(name, role, tools)) {
      isSound = false;
      wrong(where, reason);
    }
    if (isSound) tryRules(name, role, tools, wrong);
  }
}

function* faultsOf(name: string, role: Role, tools: Tools): Generator<[where: string[], reason: string]> {
  for (const [tool, { when }] of Object.entries(role.rules)) {
    const where = ["roles", name, "rules", tool];
    if (!role.tools.includes(tool)) yield [where, `the role does not name ${tool}`];
    const entry = tools.get(tool);
    const fault = entry && ruleFault(when, entry.inputSchema);
    if (fault !== undefined) yield [where, fault];
  }
}

function tryRules(name: string, role: Role, tools: Tools, wrong: Wrong): void {
  const rules = rulesOf(name, role);
  const checks = argumentChecks();
  for (const [index, { tool, args, caller, expect, why }] of role.tests.entries()) {
    const where = ["roles", name, "tests", index];
    const entry = tools.get(tool);
    if (!role.tools.includes(tool)) wrong(where, `the role does not name ${tool}`);
    else if (entry !== undefined && !checks(entry.inputSchema)(args))
      wrong(where, `the arguments do not fit ${tool}, so no rule would ever see them`);
    else {
      const asked = { caller: { ...caller, roles: caller.roles ?? [name] }, args };
      const verdict = rules.get(tool)?.judge(asked) ?? { allows: true, said: "does not exist" };
      const outcome = verdict.allows ? "allow" : "refuse";
      if (outcome !== expect)
        wrong(where, `expects ${expect}${why ? ` (${why})` : ""}, but the rule ${verdict.said}: ${outcome}`);
    }
  }
}
