import { compact, cut, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { type ApprovalKind, listWaiting } from "../approvals.ts";
import { FINDINGS, findingsOf } from "../findings.ts";
import { LIMITS } from "../limits.ts";
import { defineTool, type NetSuite } from "../netsuite.ts";
import { id, oneOf } from "../shapes.ts";
import { allOf, isIn, type Sql, sql } from "../suiteql.ts";
import {
  kindOf,
  statusLabel,
  TRANSACTION_KINDS,
  TRANSACTIONS,
  type TransactionKind,
} from "../transactions.ts";
import { amount, quantity, type Row } from "../values.ts";

const line = z.object({
  line: z.number(),
  item: z.string().optional(),
  description: z.string().optional(),
  quantity: z.number().optional(),
  rate: z.number().optional(),
  amount: z.number().optional(),
  project: z.string().optional(),
  project_id: z.string().optional(),
  cost_code: z.string().optional(),
  received: z.number().optional(),
  billed: z.number().optional(),
});

const related = z.object({
  relation: z.enum(["before", "after"]),
  type: z.string(),
  id: z.string(),
  number: z.string().optional(),
  date: z.string().optional(),
  status: z.string().optional(),
  amount: z.number().optional(),
});

const input = z.strictObject({
  id: id.optional(),
  document_number: z.string().min(1).max(45).optional(),
  type: z.enum(TRANSACTION_KINDS).optional().describe("Where a number is used by several types"),
  include: z
    .array(z.enum(["lines", "related", "approval"]))
    .max(3)
    .default(["lines"]),
});

export const getTransaction = defineTool({
  name: "netsuite_get_transaction",
  title: "Get a transaction",
  description:
    "One order, bill, payment, invoice or expense report, by id or document number. include: lines (items, quantities received " +
    "and billed), related (what it came from and what followed: receipts, bills, payments), approval (who decides, flags).",
  phase: 1,
  risk: "read",
  input,
  output: z.object({
    id: z.string(),
    type: z.string(),
    number: z.string().optional(),
    date: z.string().optional(),
    due: z.string().optional(),
    party: z.string().optional(),
    party_id: z.string().optional(),
    requested_by: z.string().optional(),
    status: z.string().optional(),
    amount: z.number().optional(),
    open_amount: z.number().optional(),
    currency: z.string().optional(),
    terms: z.string().optional(),
    reference: z.string().optional(),
    memo: z.string().optional(),
    url: z.string(),
    lines: z.array(line).optional(),
    has_more_lines: z.boolean().optional(),
    related: z.array(related).optional(),
    approval: z
      .object({
        status: z.string().optional(),
        next_approver: z.string().optional(),
        flags: z.array(z.enum(FINDINGS)),
      })
      .optional(),
  }),
  example: { document_number: "PO-10021", include: ["lines", "related", "approval"] },

  async handler({ api, input, signal }) {
    oneOf(input, "id", "document_number");
    const header = await find(api, input, signal);
    const wants = (part: (typeof input.include)[number]) => input.include.includes(part);
    const [lines, chain, approval] = await Promise.all([
      wants("lines") ? linesOf(api, header.id as string, signal) : undefined,
      wants("related") ? relatedTo(api, header.id as string, signal) : undefined,
      wants("approval") ? approvalOf(api, header, signal) : undefined,
    ]);
    return {
      ...fields(header),
      url: api.transactionUrl(header.id ?? ""),
      ...lines,
      ...(chain && { related: chain }),
      ...(approval && { approval }),
    };
  },
});

const HEADER = sql`t.id, t.type, t.tranid, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS trandate, TO_CHAR(t.duedate, 'YYYY-MM-DD') AS duedate,
  t.entity, BUILTIN.DF(t.entity) AS party, BUILTIN.DF(t.employee) AS requester, BUILTIN.DF(t.status) AS status, t.foreigntotal,
  t.foreignamountunpaid, BUILTIN.DF(t.currency) AS currency, BUILTIN.DF(t.terms) AS terms, t.otherrefnum, t.memo,
  BUILTIN.DF(t.approvalstatus) AS approvalstatus, t.nextapprover, BUILTIN.DF(t.nextapprover) AS approver`;
type HeaderColumn =
  | "id"
  | "type"
  | "tranid"
  | "trandate"
  | "duedate"
  | "entity"
  | "party"
  | "requester"
  | "status"
  | "foreigntotal"
  | "foreignamountunpaid"
  | "currency"
  | "terms"
  | "otherrefnum"
  | "memo"
  | "approvalstatus"
  | "nextapprover"
  | "approver";
type Header = Row<HeaderColumn>;

async function find(
  api: NetSuite,
  input: z.output<typeof getTransaction.input>,
  signal: AbortSignal,
): Promise<Header> {
  const kinds: readonly TransactionKind[] = input.type ? [input.type] : TRANSACTION_KINDS;
  const types = isIn(
    sql`t.type`,
    kinds.map((kind) => TRANSACTIONS[kind].code),
  );
  const which =
    input.id !== undefined ? sql`t.id = ${input.id}` : sql`t.tranid = ${input.document_number ?? ""}`;
  const { rows } = await api.select<HeaderColumn>(
    sql`SELECT ${HEADER} FROM transaction t WHERE ${allOf(which, types)} ORDER BY t.id`,
    // Numbers repeat across types; five are enough to choose from.
    { limit: 5, signal },
  );
  const [one, another] = rows;
  if (one === undefined)
    throw new ToolError("not_found", "NetSuite has no such transaction, or its role may not see it.");
  if (another === undefined) return one;
  const all = rows.map((row) => `${kindOf(row.type)} ${row.id}`).join(", ");
  throw new ToolError("invalid_input", `Several transactions have this number: ${all}.`, {
    next: "Call again with the id of the one you mean.",
  });
}

const fields = (header: Header) => ({
  type: kindOf(header.type) ?? "",
  id: header.id ?? "",
  ...compact({
    number: header.tranid,
    date: header.trandate,
    due: header.duedate,
    party: header.party,
    party_id: header.entity,
    requested_by: header.requester,
    status: statusLabel(header.status),
    amount: amount(header.foreigntotal),
    open_amount: amount(header.foreignamountunpaid),
    currency: header.currency,
    terms: header.terms,
    reference: header.otherrefnum,
    memo: cut(header.memo, LIMITS.memoCharacters),
  }),
});

async function linesOf(api: NetSuite, transactionId: string, signal: AbortSignal) {
  const { costCode } = api.custom;
  const code = costCode ? sql`, l.${costCode} AS cost_code` : sql``;
  const { rows, hasMore } = await api.select<LineColumn>(
    sql`SELECT l.linesequencenumber AS line, BUILTIN.DF(l.item) AS item, BUILTIN.DF(l.expenseaccount) AS account, l.memo, l.quantity,
      l.rate, l.foreignamount, l.quantityshiprecv, l.quantitybilled, l.entity, BUILTIN.DF(l.entity) AS project${code}
      FROM transactionline l WHERE l.transaction = ${transactionId} AND l.mainline = 'F' AND l.taxline = 'F'
      ORDER BY l.linesequencenumber`,
    { limit: LIMITS.linesMax, signal },
  );
  const lines = rows.map((row) => ({
    line: quantity(row.line) ?? 0,
    ...compact({
      item: row.item ?? row.account,
      description: cut(row.memo, LIMITS.memoCharacters),
      quantity: absolute(row.quantity),
      rate: absolute(row.rate),
      amount: amount(row.foreignamount),
      project: row.project,
      project_id: row.entity,
      cost_code: row.cost_code,
      received: absolute(row.quantityshiprecv),
      billed: absolute(row.quantitybilled),
    }),
  }));
  return { lines, ...(hasMore && { has_more_lines: true }) };
}

type LineColumn =
  | "line"
  | "item"
  | "account"
  | "memo"
  | "quantity"
  | "rate"
  | "foreignamount"
  | "quantityshiprecv"
  | "quantitybilled"
  | "entity"
  | "project"
  | "cost_code";

/** Line quantities carry the sign of their side of the books. */
const absolute = (value: string | undefined): number | undefined => {
  const parsed = quantity(value);
  return parsed === undefined ? undefined : Math.abs(parsed);
};

/** One step back and one step on, by the line links [recalled]. */
async function relatedTo(api: NetSuite, transactionId: string, signal: AbortSignal) {
  const side = async (relation: "before" | "after", from: Sql, other: Sql, own: Sql) => {
    const { rows } = await api.select<"id" | "type" | "tranid" | "trandate" | "status" | "foreigntotal">(
      sql`SELECT DISTINCT t.id, BUILTIN.DF(t.type) AS type, t.tranid, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS trandate,
        BUILTIN.DF(t.status) AS status, t.foreigntotal FROM ${from} k JOIN transaction t ON t.id = ${other}
        WHERE ${own} = ${transactionId} ORDER BY t.id`,
      { limit: LIMITS.relatedMax, signal },
    );
    return rows.map((row) => ({
      relation,
      type: row.type ?? "",
      id: row.id ?? "",
      ...compact({
        number: row.tranid,
        date: row.trandate,
        status: statusLabel(row.status),
        amount: amount(row.foreigntotal),
      }),
    }));
  };
  const [before, after] = await Promise.all([
    side("before", sql`previoustransactionlinelink`, sql`k.previousdoc`, sql`k.nextdoc`),
    side("after", sql`nexttransactionlinelink`, sql`k.nextdoc`, sql`k.previousdoc`),
  ]);
  return [...before, ...after];
}

async function approvalOf(api: NetSuite, header: Header, signal: AbortSignal) {
  const kind = kindOf(header.type);
  // Flags speak for or against a decision, so what is decided has none.
  const isPending = header.approvalstatus?.startsWith("Pending") === true;
  const flags = isPending && isApproved(kind) ? await flagsOf(api, kind, header.id as string, signal) : [];
  return {
    ...compact({
      status: header.approvalstatus,
      next_approver: header.approver,
    }),
    flags,
  };
}

const isApproved = (
  kind: TransactionKind | undefined,
): kind is Exclude<ApprovalKind, "time"> & TransactionKind =>
  kind === "purchase_order" || kind === "vendor_bill" || kind === "expense_report";

async function flagsOf(
  api: NetSuite,
  kind: Exclude<ApprovalKind, "time">,
  transactionId: string,
  signal: AbortSignal,
) {
  const { waiting } = await listWaiting(api, kind, { id: transactionId }, { offset: 0, limit: 1, signal });
  const findings = await findingsOf(api, kind, waiting, signal);
  return (findings.get(transactionId) ?? []).map(({ name }) => name);
}
