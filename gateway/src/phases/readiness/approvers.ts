import type { ApprovalRule } from "../../approvals/config.ts";
import type { PolicySubject } from "../../rules/policy.ts";
import { type PhaseNeeds, toolsOf } from "../phase-needs.ts";
import type { ReadinessItem } from "../phases.ts";
import type { Asked } from "./readiness.ts";

type Holder = { id: string; roles: readonly string[] };

/**
 * Whether for each tool, whatever the amount, there are as many active people as must approve, and one who did not open the
 * phase: an opener cannot suffice alone.
 */
export async function approvers(
  { system, openers }: Asked,
  needs: PhaseNeeds,
): Promise<readonly ReadinessItem[]> {
  const rules = needs.policy().approvalRulesOf(system);
  const people = await holders(needs);
  const lacking = toolsOf(needs, system, 3).flatMap(({ name }) => {
    const why = lackingFor(name, rules, people, openers);
    return why === undefined ? [] : [`${name}: ${why}`];
  });
  return [
    {
      name: "approvers",
      title: "Approvers for each tool",
      ok: lacking.length === 0,
      found: lacking.length === 0 ? "enough for every tool and amount" : lacking.join("; "),
      needed:
        "a rule for each tool, with as many active people as it asks for and one of them no opener of the phase",
    },
  ];
}

function lackingFor(
  tool: string,
  rules: readonly ApprovalRule[],
  people: readonly Holder[],
  openers: readonly string[],
): string | undefined {
  const own = rules.filter((rule) => rule.tool === tool);
  const those = own.length > 0 ? own : rules.filter((rule) => rule.tool === undefined);
  if (!those.some(({ above }) => above === 0)) return "no rule says who approves every amount";
  for (const { above, approvers: roles, count } of those) {
    const able = people.filter((one) => one.roles.some((role) => roles.includes(role)));
    const at = above > 0 ? ` above ${above}` : "";
    if (able.length < count) return `${able.length} of ${count} approvers${at}`;
    if (able.every(({ id }) => openers.includes(id))) return `every approver${at} opens the phase`;
  }
  return undefined;
}

async function holders({ pool, policy }: PhaseNeeds): Promise<Holder[]> {
  const { rows } = await pool.query<PolicySubject & { id: string }>(
    `select id, issuer, subject, groups, app_roles as "appRoles" from person where active`,
  );
  const rules = policy();
  return rows.map((person) => ({ id: person.id, roles: rules.rolesOf(person) }));
}
