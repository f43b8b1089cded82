import type { ApprovalRule } from "../../approvals/config.ts";
import type { PolicySubject } from "../../rules/policy.ts";
import { approvedTools, type PhaseNeeds } from "../phase-needs.ts";
import type { ReadinessItem } from "../phases.ts";
import type { Asked } from "./readiness.ts";

type Holder = { id: string; roles: readonly string[] };

/**
 * Whether for each tool, whatever the amount, there are as many active people as must approve, and one who did not open the
 * phase: an opener cannot suffice alone.
 */
export async function approvers(asked: Asked, needs: PhaseNeeds): Promise<readonly ReadinessItem[]> {
  const { system, openers } = asked;
  const rules = needs.policy().approvalRulesOf(system);
  const people = await holders(needs);
  const lacking = approvedTools(needs, asked).flatMap(({ name }) => {
    const lack = lackingFor(name, rules, people, openers);
    return lack === undefined ? [] : [{ ...lack, said: `${name}: ${lack.why}`, key: `${name} ${lack.key}` }];
  });
  return [
    {
      name: "approvers",
      title: "Approvers for each tool",
      ok: lacking.length === 0,
      found:
        lacking.length === 0
          ? "enough for every tool and amount"
          : lacking.map(({ said }) => said).join("; "),
      needed:
        "a rule for each tool, with as many active people as it asks for and one of them no opener of the phase",
      lacks: Object.fromEntries(lacking.map(({ key, count }) => [key, count])),
    },
  ];
}

type Lack = { why: string; key: string; count: number };

function lackingFor(
  tool: string,
  rules: readonly ApprovalRule[],
  people: readonly Holder[],
  openers: readonly string[],
): Lack | undefined {
  const own = rules.filter((rule) => rule.tool === tool);
  const those = own.length > 0 ? own : rules.filter((rule) => rule.tool === undefined);
  if (!those.some(({ above }) => above === 0)) {
    return { why: "no rule says who approves every amount", key: "rule", count: 1 };
  }
  for (const { above, approvers: roles, count } of those) {
    const able = people.filter((one) => one.roles.some((role) => roles.includes(role)));
    const at = above > 0 ? ` above ${above}` : "";
    if (able.length < count) {
      const why = `${able.length} of ${count} approvers${at}`;
      return { why, key: `approvers${at}`, count: count - able.length };
    }
    if (able.every(({ id }) => openers.includes(id)))
      return { why: `every approver${at} opens the phase`, key: `openers${at}`, count: 1 };
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
