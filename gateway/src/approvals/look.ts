import type { Label } from "@gatehouse/tool";
import { ToolError } from "@gatehouse/tool";
import type { ChangeRequest } from "../changes/change-request.ts";
import { shownTo } from "../changes/shown.ts";
import { undoableUntil } from "../changes/undo.ts";
import type { Person } from "../store/liveness.ts";
import type { ApprovalNeeds } from "./approval-needs.ts";
import type { ApprovalPolicy } from "./approval-policy.ts";
import { type Authority, authorityFor, type Delegated, type HumanOf } from "./authority.ts";
import type { ApprovalRule } from "./config.ts";
import type { Decision } from "./decision-rows.ts";
import type { Possible } from "./request-view.ts";

/** A request with everything that a decision on it is held against. */
export type Looked = {
  request: ChangeRequest;
  rule: ApprovalRule | undefined;
  decisions: readonly Decision[];
  viewer: { person: Person; roles: readonly string[]; sees: ReadonlySet<Label> };
  authority: Authority;
  review: Review | undefined;
  withheld: readonly string[];
  may: ReadonlySet<Possible>;
  whyNot: string | undefined;
  /** Whether this person helped to open what the request stands on. */
  isOpener: boolean;
  hasOpened: (account: string) => boolean;
  humanOf: HumanOf;
};

type Review = {
  openedBy: string;
  openedAt: Date;
  closedBy: string | undefined;
  closedAt: Date | undefined;
  note: string | undefined;
};

/** What one person may see and do about one request; undefined where they may not even know of it. */
export async function look(
  request: ChangeRequest,
  person: Person,
  needs: ApprovalNeeds,
): Promise<Looked | undefined> {
  const rule = ruleFor(request, needs);
  const { roles, sees } = needs.policy().rightsOf(person);
  const [decided, delegated, review] = await Promise.all([
    needs.decisions.of(needs.pool, request),
    delegatedTo(person, request.system, needs),
    reviewOf(request.id, needs),
  ]);
  // What was only written into the database counts for nothing; whoever carries the request out says so aloud.
  const decisions = decided.filter(({ isGenuine }) => isGenuine);
  const viewer = { person, roles, sees };
  const openers = openersOf(request, needs);
  const humanOf = await needs.people.humans([
    person.id,
    request.person,
    ...decisions.flatMap(({ approver, authority }) => [approver, authority]),
    ...delegated.map(({ from }) => from),
    ...openers,
  ]);
  const authority = authorityFor({
    request,
    rule,
    viewer: { id: person.id, roles },
    delegated,
    decisions,
    humanOf,
  });
  const tool = needs.systems.tool(request.tool);
  const { withheld } = shownTo(request, tool, sees);
  const hasOpened = (account: string) => [...openers].some((opener) => humanOf(opener) === humanOf(account));
  const isOpener = hasOpened(person.id);
  const found = {
    request,
    rule,
    decisions,
    viewer,
    authority,
    review,
    withheld,
    isOpener,
    hasOpened,
    humanOf,
  };
  const standing = standingOf(found, needs.approvals());
  if (!standing.isConcerned) return undefined;
  const may = mayOf(found, standing);
  const until = undoableUntil(request, tool?.entry.risk === "reversible", needs.approvals().undoHours);
  const isUndoable = until !== undefined && until.getTime() > Date.now();
  if (isUndoable && (standing.isOwn || standing.isAdministrator)) may.add("undo");
  const whyNot = may.has("decide") ? undefined : sentence(request, authority, withheld);
  return { ...found, may, whyNot };
}

type Found = Omit<Looked, "may" | "whyNot">;
type Standing = ReturnType<typeof standingOf>;

/** How a person stands to a request. */
function standingOf(
  { request, rule, decisions, viewer: { person, roles }, authority, humanOf }: Found,
  rules: ApprovalPolicy,
) {
  const holds = (wanted: readonly string[]) => wanted.some((role) => roles.includes(role));
  const isTheirs = (account: string) => humanOf(account) === humanOf(person.id);
  const hasDecided = decisions.some(({ approver }) => isTheirs(approver));
  const isOwn = request.person === person.id;
  const hasAsked = isTheirs(request.person);
  const isAdministrator = holds(rules.administrators);
  const mayBreak = holds(rules.breakGlass);
  const isApprover = "authority" in authority || hasDecided || (rule !== undefined && holds(rule.approvers));
  const hadPart = hasAsked || hasDecided || decisions.some(({ authority }) => isTheirs(authority));
  const isConcerned = isOwn || isAdministrator || mayBreak || (isApprover && request.needs === "approval");
  return { hasDecided, isOwn, hasAsked, isAdministrator, mayBreak, isApprover, hadPart, isConcerned };
}

function mayOf({ request, authority, review, withheld, isOpener }: Found, standing: Standing): Set<Possible> {
  const { hasDecided, isOwn, hasAsked, isAdministrator, mayBreak, isApprover, hadPart } = standing;
  const may = new Set<Possible>();
  const isWaiting = request.state === "pending" && (request.expiresAt?.getTime() ?? 0) > Date.now();
  const isSeen = withheld.length === 0;
  if (isWaiting && "authority" in authority && isSeen) may.add("decide");
  if (isWaiting && mayBreak && !hasAsked && !isOpener && isSeen && !hasDecided) may.add("break_glass");
  if (isOwn && (request.state === "pending" || request.state === "confirming")) may.add("withdraw");
  const mayLookAfter = isAdministrator || isApprover;
  if (request.state === "unknown" && !hasAsked && mayLookAfter) may.add("settle");
  if (review !== undefined && review.closedAt === undefined && !hadPart && mayLookAfter)
    may.add("close_review");
  return may;
}

function sentence(
  request: ChangeRequest,
  authority: Authority,
  withheld: readonly string[],
): string | undefined {
  if (request.state !== "pending") return undefined;
  if ("whyNot" in authority) return authority.whyNot;
  if (withheld.length > 0)
    return `Your roles do not show you ${withheld.join(", ")}, and nobody decides on what they cannot see.`;
  return "The time to decide on this is over.";
}

/** Who may decide on this by the rules in force. */
export const ruleFor = (
  { system, tool, amount, currency }: Pick<ChangeRequest, "system" | "tool" | "amount" | "currency">,
  { approvals }: Pick<ApprovalNeeds, "approvals">,
): ApprovalRule | undefined =>
  approvals().ruleFor(
    system,
    tool,
    amount === undefined || currency === undefined ? undefined : { value: amount, currency },
  );

/** Everybody who helped to open what this request stands on: none of them approves it alone. */
function openersOf(
  { system, phase }: Pick<ChangeRequest, "system" | "phase">,
  { openings }: Pick<ApprovalNeeds, "openings">,
): ReadonlySet<string> {
  const open = openings().filter((opening) => opening.system === system && opening.phase >= phase);
  return new Set(open.flatMap(({ openers }) => openers));
}

async function delegatedTo(
  person: Person,
  system: string,
  { delegations, people, policy }: ApprovalNeeds,
): Promise<Delegated[]> {
  const from = await delegations.lentTo(person.id, system);
  const lenders = await Promise.all(from.map((id) => people.active(id)));
  return lenders.flatMap((lender) =>
    lender === undefined ? [] : [{ from: lender.id, fromRoles: policy().rolesOf(lender) }],
  );
}

async function reviewOf(id: string, { pool }: ApprovalNeeds): Promise<Review | undefined> {
  const { rows } = await pool.query<{
    opened_by: string;
    opened_at: Date;
    closed_by: string | null;
    closed_at: Date | null;
    note: string | null;
  }>("select * from break_glass_review where request = $1", [id]);
  const row = rows[0];
  return (
    row && {
      openedBy: row.opened_by,
      openedAt: row.opened_at,
      closedBy: row.closed_by ?? undefined,
      closedAt: row.closed_at ?? undefined,
      note: row.note ?? undefined,
    }
  );
}

export const unknownRequest = () =>
  new ToolError("not_found", "There is no request with this id that you may see; nothing was done.", {
    next: "Open your inbox and look there.",
  });
