import type { Stake } from "../changes/needs.ts";
import type { Person } from "../store/liveness.ts";
import type { ApprovalNeeds } from "./approval-needs.ts";
import { ruleFor } from "./look.ts";

/** Everybody active who may decide on such a request now, by a role of their own or one that was lent to them. */
export async function approversFor(
  request: Stake,
  needs: Pick<ApprovalNeeds, "people" | "policy" | "delegations" | "approvals">,
): Promise<Person[]> {
  const approvers = ruleFor(request, needs)?.approvers ?? [];
  const active = await needs.people.allActive();
  const rolesOf = needs.policy().rolesOf;
  const holders = active.filter((person) => rolesOf(person).some((role) => approvers.includes(role)));
  const lenders = holders.filter(({ id }) => id !== request.person).map(({ id }) => id);
  const lent = new Set(await needs.delegations.lentBy(lenders, request.system));
  const all = new Set([...holders, ...active.filter(({ id }) => lent.has(id))]);
  const humanOf = await needs.people.humans([request.person, ...[...all].map(({ id }) => id)]);
  return [...all].filter(({ id }) => humanOf(id) !== humanOf(request.person));
}
