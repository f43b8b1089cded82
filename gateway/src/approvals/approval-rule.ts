import type { ApprovalRule } from "./config.ts";

/** What is at stake in a call; undefined where the tool cannot say. */
type Stake = { amount: number; currency: string } | undefined;

/**
 * Which rule says who decides on a call. Rules for the tool that apply to the amount come before those for the whole
 * system; of each the one with the highest `above` that the amount exceeds. An unknown amount, or one in a currency that the rules
 * do not speak of, gets the strictest: the most approvers, then the fewest roles to choose them from. Undefined where no rule applies: then nobody may
 * decide.
 */
export function approvalRule(
  rules: readonly ApprovalRule[],
  { tool, stake, currency }: { tool: string; stake: Stake; currency: string },
): ApprovalRule | undefined {
  const own = rules.filter((rule) => rule.tool === tool);
  const general = rules.filter((rule) => rule.tool === undefined);
  if (stake === undefined || stake.currency !== currency || !Number.isFinite(stake.amount)) {
    const candidates = own.length > 0 ? own : general;
    // Fewest roles, not people: who holds a role is not known here.
    return candidates.toSorted((a, b) => b.count - a.count || a.approvers.length - b.approvers.length)[0];
  }
  // A credit moves as much as a debit does.
  const amount = Math.abs(stake.amount);
  const highest = (among: readonly ApprovalRule[]) =>
    among.filter(({ above }) => above === 0 || amount > above).toSorted((a, b) => b.above - a.above)[0];
  return highest(own) ?? highest(general);
}
