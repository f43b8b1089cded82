import { compact } from "@gatehouse/tool";
import { type ApprovalKind, baseAmount, type Waiting } from "./approvals.ts";
import type { Fields, NetSuite, RecordType } from "./netsuite.ts";
import { idOf, linesOf, nameOf, numberOf, textOf } from "./record-values.ts";
import { sql } from "./suiteql.ts";
import { amount, quantity, type Row } from "./values.ts";

export const RECORDS = {
  purchase_order: "purchaseOrder",
  vendor_bill: "vendorBill",
  expense_report: "expenseReport",
  time: "timeBill",
} as const satisfies Record<ApprovalKind, RecordType>;

export type ApprovalStatus = "pending" | "approved" | "rejected" | "other";

/** A document as its decision sees it: `waiting` for the rules, `lines` and `status` for what a preview holds still. */
export type DecisionRecord = {
  waiting: Waiting;
  status: ApprovalStatus;
  lines: Line[];
};

type Line = {
  line: number;
  item?: string;
  quantity?: number;
  rate?: number;
  amount?: number;
  project_id?: string;
};

/** Ids of `approvalStatus`: 3 of transactions, and all of time, are [recalled]. */
const STATUS: Record<"transaction" | "time", Record<string, ApprovalStatus>> = {
  transaction: { "1": "pending", "2": "approved", "3": "rejected" },
  time: { "2": "pending", "3": "approved", "4": "rejected" },
};
/** Of transactions only; time is decided by a record action. */
export const STATUS_IDS = { approve: "2", reject: "3" } as const;

export async function readForDecision(
  api: NetSuite,
  kind: ApprovalKind,
  id: string,
  signal: AbortSignal,
): Promise<DecisionRecord> {
  const record = await api.read(RECORDS[kind], id, signal);
  const isWhole = numberOf(record.exchangeRate) !== undefined && requesterOf(kind, record) !== undefined;
  const header = kind === "time" || isWhole ? {} : await headerOf(api, id, signal);
  return decisionRecord(kind, id, record, header);
}

type Header = Row<"exchangerate" | "employee" | "requester">;

/** Bills and expense reports have no rate in the record service, and bills no employee (reference, section 4). */
async function headerOf(api: NetSuite, id: string, signal: AbortSignal): Promise<Header> {
  const [row] = await api.rows<"exchangerate" | "employee" | "requester">(
    sql`SELECT t.exchangerate, t.employee, BUILTIN.DF(t.employee) AS requester FROM transaction t
      WHERE t.id = ${id} ORDER BY t.id`,
    signal,
  );
  return row ?? {};
}

/** An expense report's entity is the employee who asks; elsewhere it is the other side of the deal. */
const requesterOf = (kind: ApprovalKind, record: Fields) =>
  idOf(kind === "expense_report" ? record.entity : record.employee);

function decisionRecord(kind: ApprovalKind, id: string, record: Fields, header: Header): DecisionRecord {
  const total = amount(numberOf(record.total));
  const rate = numberOf(record.exchangeRate) ?? quantity(header.exchangerate);
  const asks = kind === "expense_report" ? record.entity : record.employee;
  // A report's employee in the query is not asked for: its entity is the same person.
  const other = kind === "expense_report" ? {} : header;
  const party = kind === "time" ? record.customer : record.entity;
  const statuses = STATUS[kind === "time" ? "time" : "transaction"];
  return {
    status: statuses[idOf(record.approvalStatus) ?? ""] ?? "other",
    lines: [...linesOf(record.item), ...linesOf(record.expense)].map(line),
    waiting: {
      id,
      number: textOf(record.tranId),
      date: textOf(record.tranDate),
      since: textOf(record.createdDate),
      partyId: idOf(party),
      party: nameOf(party),
      requesterId: requesterOf(kind, record) ?? other.employee,
      requester: nameOf(asks) ?? other.requester,
      approverId: idOf(record.nextApprover),
      approver: nameOf(record.nextApprover),
      amount: total,
      baseAmount: baseAmount(total, rate),
      currency: nameOf(record.currency),
      hours: hours(record.hours),
      memo: textOf(record.memo),
      otherReference: textOf(record.otherRefNum),
    },
  };
}

const line = (fields: Fields): Line => ({
  line: numberOf(fields.line) ?? 0,
  ...compact({
    item: idOf(fields.item) ?? idOf(fields.account) ?? idOf(fields.category),
    quantity: numberOf(fields.quantity),
    rate: numberOf(fields.rate),
    amount: numberOf(fields.amount),
    project_id: idOf(fields.customer) ?? idOf(fields.job),
  }),
});

/** The record service writes hours as "8:30". */
function hours(value: unknown): number | undefined {
  const parts = /^(\d+):(\d{2})$/.exec(textOf(value) ?? "");
  return parts ? Number(parts[1]) + Number(parts[2]) / 60 : numberOf(value);
}

/**
 * What must be the same at the commit as in the preview: whatever would make it another decision. The next approver is not
 * in it, because a decision changes that; the check on it runs again at the commit.
 */
export const stateOf = ({ waiting, status, lines }: DecisionRecord) => ({
  status,
  ...compact({
    number: waiting.number,
    date: waiting.date,
    party_id: waiting.partyId,
    requested_by_id: waiting.requesterId,
    amount: waiting.amount,
    currency: waiting.currency,
    hours: waiting.hours,
    memo: waiting.memo,
    reference: waiting.otherReference,
  }),
  lines,
});
