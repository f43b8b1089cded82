import { addDays } from "@gatehouse/tool";
import type { NetSuite } from "./netsuite.ts";
import { allOf, day, isIn, type Sql, sql } from "./suiteql.ts";
import { TRANSACTIONS } from "./transactions.ts";
import { amount, quantity, type Row } from "./values.ts";

export const APPROVAL_KINDS = ["purchase_order", "vendor_bill", "expense_report", "time"] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** Something that waits for a decision, whatever its kind. */
export type Waiting = {
  id: string;
  number: string | undefined;
  date: string | undefined;
  /** The day it was entered; a document's own date may be set back. */
  since: string | undefined;
  partyId: string | undefined;
  party: string | undefined;
  requesterId: string | undefined;
  requester: string | undefined;
  approverId: string | undefined;
  approver: string | undefined;
  amount: number | undefined;
  /** The amount in the subsidiary's currency, in which approval limits are kept; undefined where it cannot be told. */
  baseAmount: number | undefined;
  currency: string | undefined;
  hours: number | undefined;
  memo: string | undefined;
  otherReference: string | undefined;
};

export type WaitingFilter = {
  /** Employees whose decision it is; everybody's where absent. */
  approverIds?: readonly string[] | undefined;
  minAmount?: number | undefined;
  /** Entered on this day or before. */
  enteredBy?: string | undefined;
  /** Only this one. */
  id?: string | undefined;
};

type Column =
  | "id"
  | "tranid"
  | "trandate"
  | "since"
  | "entity"
  | "party"
  | "employee"
  | "requester"
  | "nextapprover"
  | "approver"
  | "foreigntotal"
  | "exchangerate"
  | "currency"
  | "memo"
  | "otherrefnum"
  | "hours";

/** What waits for a decision, oldest first. */
export async function listWaiting(
  api: NetSuite,
  kind: ApprovalKind,
  filter: WaitingFilter,
  page: { offset: number; limit: number; signal: AbortSignal },
) {
  const query = kind === "time" ? timeQuery(filter) : transactionQuery(kind, filter);
  const { rows, hasMore, total } = await api.select<Column>(query, page);
  return { waiting: rows.map((row) => waiting(kind, row)), hasMore, total };
}

function transactionQuery(kind: Exclude<ApprovalKind, "time">, filter: WaitingFilter): Sql {
  const { approverIds, minAmount, enteredBy } = filter;
  const conditions = allOf(
    filter.id !== undefined && sql`t.id = ${filter.id}`,
    sql`t.type = ${TRANSACTIONS[kind].code}`,
    sql`t.approvalstatus = ${PENDING[kind]}`,
    approverIds && isIn(sql`t.nextapprover`, approverIds),
    minAmount !== undefined && sql`ABS(t.foreigntotal) >= ${minAmount}`,
    enteredBy !== undefined && sql`t.createddate < ${day(addDays(enteredBy, 1))}`,
  );
  return sql`SELECT t.id, t.tranid, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS trandate,
    TO_CHAR(t.createddate, 'YYYY-MM-DD') AS since, t.entity, BUILTIN.DF(t.entity) AS party,
    t.employee, BUILTIN.DF(t.employee) AS requester, t.nextapprover, BUILTIN.DF(t.nextapprover) AS approver,
    t.foreigntotal, t.exchangerate, BUILTIN.DF(t.currency) AS currency, t.memo, t.otherrefnum
    FROM transaction t WHERE ${conditions} ORDER BY t.createddate, t.id`;
}

function timeQuery({ approverIds, enteredBy, id }: WaitingFilter): Sql {
  const conditions = allOf(
    id !== undefined && sql`b.id = ${id}`,
    sql`b.approvalstatus = ${PENDING.time}`,
    approverIds && isIn(sql`b.nextapprover`, approverIds),
    enteredBy !== undefined && sql`b.trandate < ${day(addDays(enteredBy, 1))}`,
  );
  return sql`SELECT b.id, TO_CHAR(b.trandate, 'YYYY-MM-DD') AS trandate, TO_CHAR(b.trandate, 'YYYY-MM-DD') AS since,
    b.customer AS entity, BUILTIN.DF(b.customer) AS party, b.employee, BUILTIN.DF(b.employee) AS requester,
    b.nextapprover, BUILTIN.DF(b.nextapprover) AS approver, b.hours, b.memo
    FROM timebill b WHERE ${conditions} ORDER BY b.trandate, b.id`;
}

/** Ids of the pending state: for transactions from the schema, for time [recalled]. */
const PENDING: Record<ApprovalKind, string> = {
  purchase_order: "1",
  vendor_bill: "1",
  expense_report: "1",
  time: "2",
};

/** Without its rate a foreign amount is not what it looks like, so nothing stands in for a rate that cannot be read. */
export const baseAmount = (total: number | undefined, rate: number | undefined): number | undefined =>
  total === undefined || rate === undefined || rate <= 0 ? undefined : total * rate;

function waiting(kind: ApprovalKind, row: Row<Column>): Waiting {
  // An expense report's entity is the employee who asks to be repaid.
  const asks = kind === "expense_report" ? { id: row.entity, name: row.party } : undefined;
  const total = amount(row.foreigntotal);
  return {
    id: row.id ?? "",
    number: row.tranid,
    date: row.trandate,
    since: row.since,
    partyId: row.entity,
    party: row.party,
    requesterId: asks?.id ?? row.employee,
    requester: asks?.name ?? row.requester,
    approverId: row.nextapprover,
    approver: row.approver,
    amount: total,
    baseAmount: baseAmount(total, quantity(row.exchangerate)),
    currency: row.currency,
    hours: quantity(row.hours),
    memo: row.memo,
    otherReference: row.otherrefnum,
  };
}
