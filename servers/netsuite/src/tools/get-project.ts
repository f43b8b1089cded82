import { compact, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { defineTool, type NetSuite } from "../netsuite.ts";
import { costOf, LIVE_INVOICE, LIVE_ORDER } from "../project-cost.ts";
import { type ProjectColumn, projectColumns, projectRow, projectShape } from "../projects.ts";
import { id } from "../shapes.ts";
import { type Sql, sql } from "../suiteql.ts";
import { statusLabel } from "../transactions.ts";
import { amount, daysLate, percent } from "../values.ts";

const task = z.object({
  id: z.string(),
  parent_id: z.string().optional(),
  title: z.string(),
  status: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  percent: z.number().optional(),
  days_late: z.number().optional(),
});

const document = z.object({
  id: z.string(),
  number: z.string().optional(),
  date: z.string().optional(),
  party: z.string().optional(),
  status: z.string().optional(),
  amount_on_project: z.number().optional(),
});

export const getProject = defineTool({
  name: "netsuite_get_project",
  title: "Get a project",
  description:
    "One project by id. include: tasks (the plan as a flat list, parent_id gives the tree), cost (ordered, billed and invoiced " +
    "against the estimate, in the project's base currency), purchase_orders and invoices (latest on this project). " +
    "Find the id with netsuite_list_projects or netsuite_search.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    id,
    include: z
      .array(z.enum(["tasks", "cost", "purchase_orders", "invoices"]))
      .max(4)
      .default(["cost"]),
  }),
  output: projectShape.extend({
    cost: z
      .object({
        estimated: z.number().optional(),
        estimated_revenue: z.number().optional(),
        ordered: z.number(),
        billed: z.number(),
        invoiced: z.number(),
        percent_ordered: z.number().optional().describe("Of the estimate"),
      })
      .optional(),
    tasks: z.array(task).optional(),
    has_more_tasks: z.boolean().optional(),
    purchase_orders: z.array(document).optional(),
    invoices: z.array(document).optional(),
  }),
  example: { id: "2161", include: ["tasks", "cost", "purchase_orders", "invoices"] },

  async handler({ api, input, signal }) {
    const { rows } = await api.select<ProjectColumn | "estimatedcost" | "estimatedrevenue">(
      sql`SELECT ${projectColumns}, j.estimatedcost, j.estimatedrevenue FROM job j WHERE j.id = ${input.id} ORDER BY j.id`,
      { limit: 1, signal },
    );
    const project = rows[0];
    if (!project)
      throw new ToolError("not_found", "NetSuite has no such project, or its role may not see it.");
    const wants = (part: (typeof input.include)[number]) => input.include.includes(part);
    const [tasks, cost, orders, invoices] = await Promise.all([
      wants("tasks") ? tasksOf(api, input.id, signal) : undefined,
      wants("cost") ? costOf(api, input.id, signal) : undefined,
      wants("purchase_orders") ? documentsOn(api, input.id, LIVE_ORDER, signal) : undefined,
      wants("invoices") ? documentsOn(api, input.id, LIVE_INVOICE, signal) : undefined,
    ]);
    // An estimate of 0 is none: a share of it would be infinite.
    const estimated = amount(project.estimatedcost);
    return {
      ...projectRow(api, project),
      ...(cost && {
        cost: {
          ...cost,
          ...compact({ estimated, estimated_revenue: amount(project.estimatedrevenue) }),
          ...(estimated && { percent_ordered: Math.round((cost.ordered / estimated) * 1_000) / 10 }),
        },
      }),
      ...tasks,
      ...(orders && { purchase_orders: orders }),
      ...(invoices && { invoices }),
    };
  },
});

/** Of a task without a date to finish by, its calculated end. */
async function tasksOf(api: NetSuite, projectId: string, signal: AbortSignal) {
  const { rows, hasMore } = await api.select<
    "id" | "parent" | "title" | "status" | "start" | "ends" | "percenttimecomplete"
  >(
    sql`SELECT k.id, k.parent, k.title, k.status, TO_CHAR(k.startdatetime, 'YYYY-MM-DD') AS start,
      TO_CHAR(NVL(k.finishbydate, k.enddate), 'YYYY-MM-DD') AS ends, k.percenttimecomplete
      FROM projecttask k WHERE k.project = ${projectId} AND k.isinactive = 'F' ORDER BY k.startdatetime, k.id`,
    { limit: LIMITS.tasksMax, signal },
  );
  const tasks = rows.map((row) => ({
    id: row.id ?? "",
    title: row.title ?? "",
    ...compact({
      parent_id: row.parent,
      status: TASK_STATUS[row.status ?? ""] ?? row.status,
      start: row.start,
      end: row.ends,
      percent: percent(row.percenttimecomplete),
      days_late: row.status === "COMPLETE" ? undefined : daysLate(row.ends, api.today()),
    }),
  }));
  return { tasks, ...(hasMore && { has_more_tasks: true }) };
}

/** Ids of `projecttask.status`; any other is shown as it is. */
const TASK_STATUS: Record<string, string> = {
  NOTSTART: "not started",
  PROGRESS: "in progress",
  COMPLETE: "complete",
};

/** With the part of each document that lies on this project, in the document's own currency. */
async function documentsOn(api: NetSuite, projectId: string, isLive: Sql, signal: AbortSignal) {
  const { rows } = await api.select<"id" | "tranid" | "trandate" | "party" | "status" | "on_project">(
    sql`SELECT t.id, t.tranid, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS trandate, BUILTIN.DF(t.entity) AS party,
      BUILTIN.DF(t.status) AS status, SUM(l.foreignamount) AS on_project FROM transactionline l
      JOIN transaction t ON t.id = l.transaction WHERE l.entity = ${projectId} AND l.mainline = 'F' AND l.taxline = 'F' AND ${isLive}
      GROUP BY t.id, t.tranid, t.trandate, BUILTIN.DF(t.entity), BUILTIN.DF(t.status) ORDER BY t.trandate DESC, t.id DESC`,
    { limit: LIMITS.partsMax, signal },
  );
  return rows.map((row) => ({
    id: row.id ?? "",
    ...compact({
      number: row.tranid,
      date: row.trandate,
      party: row.party,
      status: statusLabel(row.status),
      amount_on_project: amount(row.on_project),
    }),
  }));
}
