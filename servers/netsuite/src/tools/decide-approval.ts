import { type Amount, compact, cut, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { APPROVAL_KINDS, type ApprovalKind } from "../approvals.ts";
import { checksOf, type Decision } from "../decision-checks.ts";
import { type DecisionRecord, RECORDS, readForDecision, STATUS_IDS, stateOf } from "../decision-record.ts";
import { LIMITS } from "../limits.ts";
import { defineTool, type NetSuite } from "../netsuite.ts";
import { id } from "../shapes.ts";
import { words } from "../transactions.ts";

const input = z.strictObject({
  kind: z.enum(APPROVAL_KINDS),
  id,
  decision: z.enum(["approve", "reject"]),
  reason: z.string().trim().min(3).max(300),
});
type Input = z.output<typeof input>;

export const decideApproval = defineTool({
  name: "netsuite_decide_approval",
  title: "Approve or reject a document",
  description:
    "Approves or rejects one purchase order, vendor bill, expense report or time entry that waits for the caller's own decision. " +
    "Cannot be undone: what is approved can be received, billed or paid at once. The reason is kept with the decision. " +
    "Look at the document first with netsuite_get_transaction, include approval.",
  phase: 3,
  risk: "irreversible",
  input,
  output: z.object({
    kind: z.enum(APPROVAL_KINDS),
    id: z.string(),
    document_number: z.string().optional(),
    approval_status: z.enum(["pending", "approved", "rejected", "other"]),
    next_approver: z.string().optional(),
    verified: z.boolean().describe("False: NetSuite took it, but could not be read back"),
    url: z.string().optional(),
  }),
  example: {
    kind: "purchase_order",
    id: "9005",
    decision: "approve",
    reason: "Within the project's estimate",
  },

  async preview({ api, input, signal }) {
    const { kind, id: documentId, decision } = input;
    const [record, me] = await Promise.all([readForDecision(api, kind, documentId, signal), api.me(signal)]);
    const [checks, amount] = await Promise.all([
      checksOf(api, { kind, decision, record, me }, signal),
      atStake(api, record, signal),
    ]);
    const before = stateOf(record);
    // Time has no memo that a decision could be kept in.
    const memo = kind === "time" ? before.memo : memoAfter(input, record, me.name);
    return {
      summary: summaryOf(kind, decision, record),
      before,
      after: { ...before, status: RESULT[decision], ...compact({ memo }) },
      checks,
      ...(amount && { amount }),
    };
  },

  async handler({ api, input, signal }) {
    const record = await readForDecision(api, input.kind, input.id, signal);
    const me = await api.me(signal);
    // The checks ran on the preview just before; these two are looked at again because a write follows.
    if (record.status !== "pending" || record.waiting.approverId !== me.id)
      throw new ToolError("conflict", "This does not wait for your decision any more; nothing was changed.");
    await send(api, input, record, me.name, signal);
    const { kind, id: documentId } = input;
    const common = {
      kind,
      id: documentId,
      ...compact({ document_number: record.waiting.number }),
      ...(kind !== "time" && { url: api.transactionUrl(documentId) }),
    };
    // From here on the decision stands, so a failure to read is no failure of the call.
    const now = await readForDecision(api, kind, documentId, signal).catch(() => undefined);
    if (!now) return { ...common, approval_status: RESULT[input.decision], verified: false };
    if (now.status === "pending" && now.waiting.approverId === me.id)
      // It was sent, and its memo may stand: that is not for a refusal to say, which promises that nothing was changed.
      throw new ToolError("outcome_unknown", "NetSuite took the decision but left the document pending.", {
        next: "Look at it in NetSuite: a workflow may hold it.",
      });
    // Still pending for somebody else: the first of several approvals.
    const next = now.status === "pending" ? { next_approver: now.waiting.approver } : {};
    return { ...common, approval_status: now.status, ...compact(next), verified: true };
  },
});

/** The document's worth in the account's base currency. At a rate of 1 its own currency is that one, and nothing is asked. */
async function atStake(
  api: NetSuite,
  { waiting }: DecisionRecord,
  signal: AbortSignal,
): Promise<Amount | undefined> {
  const { amount, baseAmount, currency } = waiting;
  if (baseAmount === undefined) return undefined;
  // [open] Where subsidiaries keep their books in other currencies, a rate leads to the subsidiary's, not to the account's.
  const base = baseAmount === amount ? currency : await baseCurrency(api, signal);
  return base === undefined ? undefined : { value: Math.round(baseAmount * 100) / 100, currency: base };
}

/** A role that may not look at currencies still decides; only the amount then stays untold. */
const baseCurrency = (api: NetSuite, signal: AbortSignal): Promise<string | undefined> =>
  api.baseCurrency(signal).catch((error: unknown) => {
    if (error instanceof ToolError && error.code === "not_allowed") return undefined;
    throw error;
  });

const RESULT = { approve: "approved", reject: "rejected" } as const;

function summaryOf(kind: ApprovalKind, decision: Decision, { waiting }: DecisionRecord): string {
  const { number, id: documentId, amount, currency, hours, party } = waiting;
  const size =
    kind === "time" ? `${hours ?? "?"} hours` : `${amount?.toFixed(2) ?? "?"} ${currency ?? ""}`.trim();
  return `${decision === "approve" ? "Approve" : "Reject"} ${words(kind)} ${number ?? documentId} over ${size}, ${party ?? "no party"}`;
}

async function send(
  api: NetSuite,
  input: Input,
  record: DecisionRecord,
  approver: string,
  signal: AbortSignal,
) {
  const { kind, id: documentId, decision } = input;
  // Time has record actions. Only the rejection has a field for its reason; Gatehouse's own record keeps the other.
  if (kind === "time")
    return api.act(
      "timeBill",
      documentId,
      decision,
      decision === "reject" ? { rejectionNote: input.reason } : {},
      signal,
    );
  const changes = {
    approvalStatus: { id: STATUS_IDS[decision] },
    memo: memoAfter(input, record, approver),
  };
  return api.patch(RECORDS[kind], documentId, changes, signal);
}

/** NetSuite has no field for the reason of a decision, so it ends the memo; where both do not fit, the memo is cut. */
function memoAfter({ decision, reason }: Input, { waiting }: DecisionRecord, approver: string): string {
  // No date: what a preview says must still be what the commit writes when somebody approves it days later, and NetSuite's own
  // notes have the day.
  const note = `${RESULT[decision]} by ${approver}: ${reason}`;
  if (!waiting.memo) return note;
  return `${cut(waiting.memo, LIMITS.memoStoredCharacters - note.length - 3)} | ${note}`;
}
