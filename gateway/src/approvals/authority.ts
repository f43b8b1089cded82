import type { ChangeRequest } from "../changes/change-request.ts";
import type { ApprovalRule } from "./config.ts";

/** Somebody's approvals in the viewer's hands, as they count now. */
export type Delegated = { from: string; fromRoles: readonly string[] };

type Decided = { approver: string; authority: string };

/** All that is asked before somebody decides. */
export type Case = {
  request: Pick<ChangeRequest, "person" | "state" | "needs">;
  rule: ApprovalRule | undefined;
  viewer: { id: string; roles: readonly string[] };
  delegated: readonly Delegated[];
  decisions: readonly Decided[];
  /** Whose account it is: two accounts of one human, from two identity providers, have the same. */
  humanOf: HumanOf;
};

export type HumanOf = (account: string) => string;

/** Whose authority somebody decides by, and the role that gives it; or why they may not, in a sentence for them. */
export type Authority = { authority: string; role: string } | { whyNot: string };

/**
 * Who may decide on a request: never whoever asked for it, in person or by somebody they lent their approvals to; nobody twice,
 * and no authority twice. Pure, so that pages show what a decision will be held against.
 */
export function authorityFor({ request, rule, viewer, delegated, decisions, humanOf }: Case): Authority {
  const [human, requester] = [humanOf(viewer.id), humanOf(request.person)];
  if (request.needs !== "approval") return { whyNot: "This needs nobody's approval." };
  if (human === requester) return { whyNot: "You asked for this yourself, so somebody else decides." };
  if (decisions.some(({ approver }) => humanOf(approver) === human))
    return { whyNot: "You have decided on this already." };
  if (rule === undefined) return { whyNot: "No rule says who may approve this; ask IT to name approvers." };
  const used = new Set(decisions.map(({ authority }) => humanOf(authority)));
  const held = rule.approvers.find((role) => viewer.roles.includes(role));
  if (held !== undefined && !used.has(human)) return { authority: viewer.id, role: held };
  for (const { from, fromRoles } of delegated) {
    const role = rule.approvers.find((name) => fromRoles.includes(name));
    const lender = humanOf(from);
    const mayLend = lender !== requester && lender !== human && !used.has(lender);
    if (role !== undefined && mayLend) return { authority: from, role };
  }
  if (held !== undefined) return { whyNot: "Somebody has decided on this in your place already." };
  return { whyNot: "You hold none of the roles that may approve this." };
}

type Counted = { decision: string; approver: string; authority: string; isOpener: boolean };

/**
 * Whether what was approved suffices: as many as the rule wants, and at least one who had no part in opening the phase. A broken
 * glass suffices alone, unless whoever broke it had such a part.
 */
export function isEnough(decisions: readonly Counted[], needed: number, humanOf: HumanOf): boolean {
  if (decisions.some(({ decision }) => decision === "reject")) return false;
  if (decisions.some(({ decision, isOpener }) => decision === "break_glass" && !isOpener)) return true;
  const approvals = decisions.filter(({ decision }) => decision === "approve");
  const authorities = new Set(approvals.map(({ authority }) => humanOf(authority)));
  const approvers = new Set(approvals.map(({ approver }) => humanOf(approver)));
  const agreed = Math.min(authorities.size, approvers.size);
  return agreed >= Math.max(1, needed) && approvals.some(({ isOpener }) => !isOpener);
}
