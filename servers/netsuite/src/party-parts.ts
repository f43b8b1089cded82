import { compact, cut } from "@gatehouse/tool";
import { z } from "zod";
import { LIMITS } from "./limits.ts";
import type { NetSuite } from "./netsuite.ts";
import { type PartyKind, personal } from "./party-profile.ts";
import { day, named, type Sql, sql } from "./suiteql.ts";
import { statusLabel } from "./transactions.ts";
import { amount, quantity } from "./values.ts";

export const partsShape = {
  totals: z
    .array(
      z.object({
        type: z.string(),
        documents: z.number(),
        open_amount: z.number(),
        overdue_amount: z.number(),
        currency: z.string(),
      }),
    )
    .optional(),
  contacts: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        title: z.string().optional(),
        email: personal(),
        phone: personal(),
      }),
    )
    .optional(),
  open_transactions: z
    .array(
      z.object({
        id: z.string(),
        type: z.string(),
        number: z.string().optional(),
        date: z.string().optional(),
        due: z.string().optional(),
        status: z.string().optional(),
        amount: z.number().optional(),
        open_amount: z.number().optional(),
        currency: z.string().optional(),
      }),
    )
    .optional(),
  activity: z
    .array(
      z.object({
        kind: z.string(),
        id: z.string(),
        title: z.string(),
        date: z.string().optional(),
        status: z.string().optional(),
      }),
    )
    .optional(),
};

/** Documents that still move: unpaid bills and invoices, orders neither finished nor refused, reports not paid. */
const OPEN = sql`t.status IN ('VendBill:A', 'VendBill:D', 'CustInvc:A', 'CustInvc:D', 'PurchOrd:A', 'PurchOrd:B', 'PurchOrd:D',
  'PurchOrd:E', 'PurchOrd:F', 'ExpRept:A', 'ExpRept:B', 'ExpRept:C', 'ExpRept:F', 'ExpRept:G')`;

/** Per type and currency. A contact or an employee has no documents of their own to sum. */
export async function totalsOf(api: NetSuite, kind: PartyKind, id: string, signal: AbortSignal) {
  if (kind !== "vendor" && kind !== "customer") return undefined;
  const today = day(api.today());
  const rows = await api.rows<"type" | "documents" | "open_amount" | "overdue_amount" | "currency">(
    sql`SELECT BUILTIN.DF(t.type) AS type, COUNT(*) AS documents, SUM(t.foreignamountunpaid) AS open_amount,
      SUM(CASE WHEN t.duedate < ${today} THEN t.foreignamountunpaid ELSE 0 END) AS overdue_amount, BUILTIN.DF(t.currency) AS currency
      FROM transaction t WHERE t.entity = ${id} AND t.status IN ('VendBill:A', 'CustInvc:A')
      GROUP BY BUILTIN.DF(t.type), BUILTIN.DF(t.currency) ORDER BY BUILTIN.DF(t.type), BUILTIN.DF(t.currency)`,
    signal,
  );
  return rows.map((row) => ({
    type: row.type ?? "",
    documents: quantity(row.documents) ?? 0,
    open_amount: amount(row.open_amount) ?? 0,
    overdue_amount: amount(row.overdue_amount) ?? 0,
    currency: row.currency ?? "",
  }));
}

/** The active ones; NetSuite keeps those who have left. */
export async function contactsOf(api: NetSuite, id: string, signal: AbortSignal) {
  const { rows } = await api.select<"id" | "name" | "title" | "email" | "phone">(
    sql`SELECT c.id, c.firstname || ' ' || c.lastname AS name, c.title, c.email, c.phone FROM contact c
      WHERE c.company = ${id} AND c.isinactive = 'F' ORDER BY c.lastname, c.id`,
    { limit: LIMITS.partsMax, signal },
  );
  return rows.map(({ id: contactId = "", name = "", ...rest }) => ({
    id: contactId,
    name,
    ...compact(rest),
  }));
}

/** The latest first, without lines; whoever wants more asks the list of transactions. */
export async function openTransactionsOf(api: NetSuite, id: string, signal: AbortSignal) {
  const { rows } = await api.select<
    | "id"
    | "type"
    | "tranid"
    | "trandate"
    | "duedate"
    | "status"
    | "foreigntotal"
    | "foreignamountunpaid"
    | "currency"
  >(
    sql`SELECT t.id, BUILTIN.DF(t.type) AS type, t.tranid, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS trandate,
      TO_CHAR(t.duedate, 'YYYY-MM-DD') AS duedate, BUILTIN.DF(t.status) AS status, t.foreigntotal, t.foreignamountunpaid,
      BUILTIN.DF(t.currency) AS currency FROM transaction t WHERE t.entity = ${id} AND ${OPEN} ORDER BY t.trandate DESC, t.id DESC`,
    { limit: LIMITS.partsMax, signal },
  );
  return rows.map((row) => ({
    id: row.id ?? "",
    type: row.type ?? "",
    ...compact({
      number: row.tranid,
      date: row.trandate,
      due: row.duedate,
      status: statusLabel(row.status),
      amount: amount(row.foreigntotal),
      open_amount: amount(row.foreignamountunpaid),
      currency: row.currency,
    }),
  }));
}

/** Our words, and the tables behind them: NetSuite has no table of all activities. */
const ACTIVITIES = { phone_call: "phonecall", task: "task", meeting: "calendarevent" } as const;

/** The latest of each kind with this party as company, or as contact for a contact. */
export async function activityOf(api: NetSuite, kind: PartyKind, id: string, signal: AbortSignal) {
  // Theirs would be everything they ever did: that is no tool of ours.
  if (kind === "employee") return [];
  const party: Sql = named(kind === "contact" ? "a.contact" : "a.company");
  const lists = await Promise.all(
    Object.entries(ACTIVITIES).map(async ([activity, table]) => {
      const { rows } = await api.select<"id" | "title" | "startdate" | "status">(
        sql`SELECT a.id, a.title, TO_CHAR(a.startdate, 'YYYY-MM-DD') AS startdate, BUILTIN.DF(a.status) AS status
          FROM ${named(table)} a WHERE ${party} = ${id} ORDER BY a.startdate DESC, a.id DESC`,
        { limit: LIMITS.partsMax, signal },
      );
      return rows.map((row) => ({ ...row, activity }));
    }),
  );
  const latest = lists.flat().toSorted((a, b) => (b.startdate ?? "").localeCompare(a.startdate ?? ""));
  return latest.slice(0, LIMITS.partsMax).map((row) => ({
    kind: row.activity,
    id: row.id ?? "",
    title: cut(row.title, LIMITS.memoCharacters) ?? "",
    ...compact({ date: row.startdate, status: row.status }),
  }));
}
