import { compact, cut, date, detail, money, pageInput, pageOutput, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { defineTool, type NetSuite } from "../netsuite.ts";
import { id } from "../shapes.ts";
import { allOf, day, isIn, type Sql, sql } from "../suiteql.ts";
import { hasStatus, STATUSES, statusLabel, TRANSACTION_KINDS, TRANSACTIONS } from "../transactions.ts";
import { amount, daysLate, type Row } from "../values.ts";

/** Closed, because ORDER BY takes no parameters. The id follows each, so that pages neither overlap nor skip. */
const SORTS = {
  date_desc: sql`t.trandate DESC`,
  date_asc: sql`t.trandate`,
  due_asc: sql`t.duedate`,
  amount_desc: sql`ABS(t.foreigntotal) DESC`,
};

const input = z.strictObject({
  type: z.enum(TRANSACTION_KINDS),
  entity_id: id.optional().describe("Vendor, customer or employee"),
  project_id: id.optional(),
  status: z.array(z.enum(STATUSES)).min(1).max(10).optional(),
  date_from: date.optional(),
  date_to: date.optional(),
  amount_min: money.optional(),
  amount_max: money.optional(),
  overdue: z.boolean().optional().describe("Open and past due; bills and invoices"),
  sort: z.enum(["date_desc", "date_asc", "due_asc", "amount_desc"]).default("date_desc"),
  detail,
  ...pageInput,
});

const item = z.object({
  id: z.string(),
  number: z.string().optional(),
  date: z.string().optional(),
  due: z.string().optional(),
  days_overdue: z.number().optional(),
  party: z.string().optional(),
  party_id: z.string().optional(),
  project: z.string().optional(),
  project_id: z.string().optional(),
  status: z.string().optional(),
  amount: z.number().optional(),
  open_amount: z.number().optional(),
  currency: z.string().optional(),
  url: z.string(),
  memo: z.string().optional(),
  reference: z.string().optional(),
});

export const listTransactions = defineTool({
  name: "netsuite_list_transactions",
  title: "List transactions",
  description:
    "Orders, bills, payments, invoices or expense reports by party, project, status, date or amount; one type per call. " +
    "For what waits for a decision use netsuite_list_pending_approvals, for totals by age netsuite_get_aging, " +
    "for one document with lines netsuite_get_transaction. A document over several projects names one.",
  phase: 1,
  risk: "read",
  input,
  output: pageOutput(item),
  example: { type: "vendor_bill", status: ["open"], sort: "due_asc", limit: 5 },

  async handler({ api, input, page, signal }) {
    const found = await api.select<Column>(query(input, api.today()), {
      offset: page.offset,
      limit: input.limit,
      signal,
    });
    const projects = await projectsOf(
      api,
      found.rows.map((row) => row.id ?? ""),
      signal,
    );
    const items = found.rows.map((row) => ({
      ...compact({ ...columns(row, api.today()), ...projects.get(row.id ?? "") }),
      url: api.transactionUrl(row.id ?? ""),
      ...(input.detail === "full" &&
        compact({ memo: cut(row.memo, LIMITS.memoCharacters), reference: row.otherrefnum })),
    }));
    return page.of(items, found);
  },
});

type Input = z.output<typeof input>;
type Column =
  | "id"
  | "tranid"
  | "trandate"
  | "duedate"
  | "entity"
  | "party"
  | "status"
  | "foreigntotal"
  | "foreignamountunpaid"
  | "currency"
  | "memo"
  | "otherrefnum";

function query(input: Input, today: string): Sql {
  const { type, entity_id, project_id, date_from, date_to, amount_min, amount_max } = input;
  if (input.overdue && type !== "vendor_bill" && type !== "invoice")
    throw new ToolError("invalid_input", "Only bills and invoices can be overdue; nothing was read.");
  const conditions = allOf(
    sql`t.type = ${TRANSACTIONS[type].code}`,
    entity_id !== undefined && sql`t.entity = ${entity_id}`,
    project_id !== undefined &&
      // The project stands on lines only. A join would repeat a document for each of them.
      sql`t.id IN (SELECT l.transaction FROM transactionline l WHERE l.entity = ${project_id})`,
    input.status && hasStatus(type, input.status),
    date_from !== undefined && sql`t.trandate >= ${day(date_from)}`,
    date_to !== undefined && sql`t.trandate <= ${day(date_to)}`,
    amount_min !== undefined && sql`ABS(t.foreigntotal) >= ${amount_min}`,
    amount_max !== undefined && sql`ABS(t.foreigntotal) <= ${amount_max}`,
    input.overdue && allOf(sql`t.duedate < ${day(today)}`, hasStatus(type, ["open"])),
  );
  return sql`SELECT t.id, t.tranid, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS trandate, TO_CHAR(t.duedate, 'YYYY-MM-DD') AS duedate,
    t.entity, BUILTIN.DF(t.entity) AS party, BUILTIN.DF(t.status) AS status, t.foreigntotal, t.foreignamountunpaid,
    BUILTIN.DF(t.currency) AS currency, t.memo, t.otherrefnum
    FROM transaction t WHERE ${conditions} ORDER BY ${SORTS[input.sort]}, t.id`;
}

const columns = (row: Row<Column>, today: string) => {
  const open = amount(row.foreignamountunpaid);
  return {
    id: row.id ?? "",
    number: row.tranid,
    date: row.trandate,
    due: row.duedate,
    // A paid document keeps its due date and is not late any more.
    days_overdue: open ? daysLate(row.duedate, today) : undefined,
    party: row.party,
    party_id: row.entity,
    status: statusLabel(row.status),
    amount: amount(row.foreigntotal),
    open_amount: open,
    currency: row.currency,
  };
};

type ProjectOf = { project: string; project_id: string | undefined };

/** The project of each document. It stands on the lines, which may name several: the first is taken. */
async function projectsOf(
  api: NetSuite,
  ids: string[],
  signal: AbortSignal,
): Promise<Map<string, ProjectOf>> {
  if (ids.length === 0) return new Map();
  const rows = await api.rows<"transaction" | "id" | "entityid" | "companyname">(
    sql`SELECT DISTINCT l.transaction, j.id, j.entityid, j.companyname
      FROM transactionline l JOIN job j ON j.id = l.entity WHERE ${isIn(sql`l.transaction`, ids)}
      ORDER BY l.transaction, j.id`,
    signal,
  );
  const named = rows.map(
    ({ transaction = "", id, entityid, companyname }) =>
      [transaction, { project: [entityid, companyname].filter(Boolean).join(" "), project_id: id }] as const,
  );
  // Of several entries for one key a map keeps the last, which after turning round is the first.
  return new Map(named.toReversed());
}
