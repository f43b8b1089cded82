import { randomUUID } from "node:crypto";
import { ToolError } from "@gatehouse/tool";
import type { ApprovalNeeds } from "./approval-needs.ts";
import type { Acting, Approvals } from "./approvals.ts";
import { requireDates } from "./delegations.ts";
import { noted } from "./noted.ts";
import { requireFresh } from "./require-fresh.ts";

/** Lending one's approvals to somebody for some days, and taking them back. */
export const delegating = (
  needs: ApprovalNeeds,
): Pick<Approvals, "delegationsOf" | "delegate" | "revokeDelegation"> => ({
  delegationsOf: (person) => needs.delegations.of(person.id),

  async delegate(acting, { email, system, startsAt, endsAt, reason }) {
    requireFresh(acting, needs);
    const roles = needs.policy().rolesOf(acting.person);
    if (!needs.approvals().approvers.some((role) => roles.includes(role)))
      throw new ToolError(
        "not_allowed",
        "You hold no role that approves anything, so there is nothing to lend; nothing was changed.",
      );
    const to = await needs.people.activeByEmail(email.trim());
    if (to === undefined || to.id === acting.person.id)
      throw new ToolError(
        "invalid_input",
        "There is no other active person with this address; nothing was changed.",
      );
    if (system !== undefined && needs.systems.get(system) === undefined)
      throw new ToolError("invalid_input", "There is no such system; nothing was changed.");
    const said = noted(reason, "needed") ?? "";
    requireDates(startsAt, endsAt);
    await recordDelegation("approvals_delegated", acting, { to: to.id, system, startsAt, endsAt }, needs);
    const from = acting.person.id;
    return needs.delegations.insert({ from, to: to.id, system, startsAt, endsAt, reason: said });
  },

  async revokeDelegation(id, acting) {
    if (!(await needs.delegations.revoke(id, acting.person.id)))
      throw new ToolError("not_found", "You have no such delegation that still stands; nothing was changed.");
    // It only takes something away, so it stays also where it cannot be recorded.
    await recordDelegation("delegation_revoked", acting, { delegation: id }, needs).catch((error) => {
      needs.log.error({ error, delegation: id }, "a delegation was revoked without its audit row");
    });
  },
});

async function recordDelegation(
  what: string,
  { person, channel }: Acting,
  facts: Record<string, unknown>,
  { audit }: ApprovalNeeds,
): Promise<void> {
  await audit.writer.write({
    requestId: randomUUID(),
    at: new Date().toISOString(),
    kind: "operation",
    person: person.id,
    system: null,
    tool: what,
    outcome: "ok",
    facts: JSON.stringify({ schema: 1, channel, ...facts }),
    sealed: Buffer.alloc(0),
  });
}
