import { addDays, compact, date } from "@gatehouse/tool";
import { z } from "zod";
import { defineTool } from "../netsuite.ts";
import { day, type Sql, sql } from "../suiteql.ts";
import { hasStatus, TRANSACTIONS } from "../transactions.ts";
import { amount, type Row } from "../values.ts";

const buckets = {
  currency: z.string(),
  current: z.number(),
  days_1_30: z.number(),
  days_31_60: z.number(),
  days_61_90: z.number(),
  over_90: z.number(),
  total: z.number(),
};

export const getAging = defineTool({
  name: "netsuite_get_aging",
  title: "Get aging",
  description:
    "Open receivables or payables by how long they are overdue, largest first, with totals per currency. Use it for who owes us, " +
    "or whom we owe, and how late. as_of moves the day that age is counted to; the open amounts are today's. " +
    "For the documents behind a figure use netsuite_list_transactions.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    side: z.enum(["receivable", "payable"]),
    as_of: date.optional().describe("Default today"),
    group_by: z.enum(["party", "subsidiary"]).default("party"),
    top: z.int().min(1).max(100).default(20),
  }),
  output: z.object({
    as_of: z.string(),
    items: z.array(z.object({ group: z.string(), group_id: z.string().optional(), ...buckets })),
    returned: z.int(),
    has_more: z.boolean(),
    totals: z.array(z.object({ currency: z.string(), total: z.number(), overdue: z.number() })),
  }),
  example: { side: "receivable", top: 5 },

  async handler({ api, input, signal }) {
    const asOf = input.as_of ?? api.today();
    const { items, totals } = queries(input.side, input.group_by, asOf);
    // Totals are asked for by themselves: those of the first rows would be of the largest only.
    const [groups, sums] = await Promise.all([
      api.select<"id" | "label" | Bucket>(items, { limit: input.top, signal }),
      api.rows<Bucket>(totals, signal),
    ]);
    return {
      as_of: asOf,
      items: groups.rows.map((row) => ({
        group: row.label ?? row.id ?? "",
        ...compact({ group_id: row.id }),
        ...figures(row),
      })),
      returned: groups.rows.length,
      has_more: groups.hasMore,
      totals: sums.map(inAll),
    };
  },
});

type Bucket = "currency" | "not_due" | "d30" | "d60" | "d90" | "older" | "total";

/** Invoices and bills have one main line each, which carries the subsidiary; only that grouping needs it. */
function queries(side: "receivable" | "payable", groupBy: "party" | "subsidiary", asOf: string) {
  const kind = side === "receivable" ? "invoice" : "vendor_bill";
  const group = groupBy === "party" ? sql`t.entity` : sql`l.subsidiary`;
  const lines =
    groupBy === "party" ? sql`` : sql` JOIN transactionline l ON l.transaction = t.id AND l.mainline = 'T'`;
  const where = sql`t.type = ${TRANSACTIONS[kind].code} AND ${hasStatus(kind, ["open"])}`;
  const sums = sumsAt(asOf);
  return {
    items: sql`SELECT ${group} AS id, BUILTIN.DF(${group}) AS label, BUILTIN.DF(t.currency) AS currency, ${sums}
      FROM transaction t${lines} WHERE ${where} GROUP BY ${group}, BUILTIN.DF(${group}), BUILTIN.DF(t.currency)
      ORDER BY SUM(t.foreignamountunpaid) DESC, ${group}, BUILTIN.DF(t.currency)`,
    totals: sql`SELECT BUILTIN.DF(t.currency) AS currency, ${sums} FROM transaction t WHERE ${where}
      GROUP BY BUILTIN.DF(t.currency) ORDER BY BUILTIN.DF(t.currency)`,
  };
}

/** One sum per age. A document without a due date counts as not due. `foreignamountunpaid` on the header is [recalled]. */
function sumsAt(asOf: string): Sql {
  const start = (days: number) => day(addDays(asOf, -days));
  const within = (condition: Sql) => sql`SUM(CASE WHEN ${condition} THEN t.foreignamountunpaid ELSE 0 END)`;
  return sql`${within(sql`t.duedate IS NULL OR t.duedate >= ${start(0)}`)} AS not_due,
    ${within(sql`t.duedate < ${start(0)} AND t.duedate >= ${start(30)}`)} AS d30,
    ${within(sql`t.duedate < ${start(30)} AND t.duedate >= ${start(60)}`)} AS d60,
    ${within(sql`t.duedate < ${start(60)} AND t.duedate >= ${start(90)}`)} AS d90,
    ${within(sql`t.duedate < ${start(90)}`)} AS older, SUM(t.foreignamountunpaid) AS total`;
}

/** Overdue is what is not current; both are rounded, so the difference is rounded again. */
const inAll = (row: Row<Bucket>) => {
  const { currency, total, current } = figures(row);
  return { currency, total, overdue: Math.round((total - current) * 100) / 100 };
};

const figures = (row: Row<Bucket>) => ({
  currency: row.currency ?? "",
  current: amount(row.not_due) ?? 0,
  days_1_30: amount(row.d30) ?? 0,
  days_31_60: amount(row.d60) ?? 0,
  days_61_90: amount(row.d90) ?? 0,
  over_90: amount(row.older) ?? 0,
  total: amount(row.total) ?? 0,
});
