import {
  addDays,
  compact,
  cut,
  daysBetween,
  detail,
  money,
  pageInput,
  pageOutput,
  ToolError,
} from "@gatehouse/tool";
import { z } from "zod";
import { APPROVAL_KINDS, listWaiting, type Waiting } from "../approvals.ts";
import { FINDINGS, type Finding, findingsOf } from "../findings.ts";
import { LIMITS } from "../limits.ts";
import { defineTool, type NetSuite } from "../netsuite.ts";

const item = z.object({
  id: z.string(),
  kind: z.enum(APPROVAL_KINDS),
  document_number: z.string().optional(),
  party: z.string().optional(),
  party_id: z.string().optional(),
  amount: z.number().optional(),
  currency: z.string().optional(),
  hours: z.number().optional(),
  requested_by: z.string().optional(),
  waiting_since: z.string().optional(),
  age_days: z.number().optional(),
  next_approver: z.string().optional(),
  flags: z.array(z.enum(FINDINGS)),
  url: z.string().optional(),
  requested_by_id: z.string().optional(),
  memo: z.string().optional(),
});

export const listPendingApprovals = defineTool({
  name: "netsuite_list_pending_approvals",
  title: "List pending approvals",
  description:
    "Documents waiting for an approval, oldest first, with flags that need a look. One kind per call. " +
    "scope: mine = I decide; team = I or anybody below me decides; all = everybody's, for few roles only. " +
    "For one document in full use netsuite_get_transaction.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    kind: z.enum(APPROVAL_KINDS).default("purchase_order"),
    scope: z.enum(["mine", "team", "all"]).default("mine"),
    min_amount: money.optional().describe("In the document's currency"),
    older_than_days: z.int().min(0).max(3650).optional(),
    detail,
    ...pageInput,
  }),
  output: pageOutput(item),
  example: { kind: "purchase_order", scope: "mine" },

  async handler({ api, input, page, signal }) {
    const { kind, scope, min_amount: minAmount, older_than_days: days, limit } = input;
    if (kind === "time" && minAmount !== undefined)
      throw new ToolError("invalid_input", "Time has hours and no amount; leave min_amount out.");
    const filter = {
      approverIds: await approvers(api, scope, signal),
      minAmount,
      // Older than N days: entered on a day before the Nth.
      enteredBy: days === undefined ? undefined : addDays(api.today(), -days - 1),
    };
    const found = await listWaiting(api, kind, filter, { offset: page.offset, limit, signal });
    // For the whole page at once: the rules ask a handful of queries, however many rows there are.
    const findings = await findingsOf(api, kind, found.waiting, signal);
    const items = found.waiting.map((one) => ({
      ...row(api, kind, one, findings.get(one.id) ?? []),
      ...(kind !== "time" && { url: api.transactionUrl(one.id) }),
      ...(input.detail === "full" && more(one)),
    }));
    return page.of(items, found);
  },
});

/** Employees whose decisions are listed. Everybody's is a right of few roles: amounts and requesters of the whole company. */
async function approvers(api: NetSuite, scope: "mine" | "team" | "all", signal: AbortSignal) {
  if (scope === "all") {
    if (api.mayAskForAll) return undefined;
    throw new ToolError("not_allowed", "Your role does not see everybody's approvals; nothing was read.", {
      next: "Use scope mine or team.",
    });
  }
  const { id } = await api.me(signal);
  return scope === "mine" ? [id] : api.team(id, signal);
}

const row = (api: NetSuite, kind: (typeof APPROVAL_KINDS)[number], one: Waiting, findings: Finding[]) =>
  compact({
    id: one.id,
    kind,
    document_number: one.number,
    party: one.party,
    party_id: one.partyId,
    amount: one.amount,
    currency: one.currency,
    hours: one.hours,
    requested_by: one.requester,
    waiting_since: one.since,
    age_days: daysBetween(one.since, api.today()),
    next_approver: one.approver,
    flags: findings.map(({ name }) => name),
  });

const more = (one: Waiting) =>
  compact({
    requested_by_id: one.requesterId,
    memo: cut(one.memo, LIMITS.memoCharacters),
  });
