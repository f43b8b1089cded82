import { pageInput, pageOutput } from "@gatehouse/tool";
import { z } from "zod";
import { defineTool } from "../netsuite.ts";
import { type ProjectColumn, projectColumns, projectRow, projectShape } from "../projects.ts";
import { id } from "../shapes.ts";
import { allOf, day, type Sql, sql } from "../suiteql.ts";

const input = z.strictObject({
  status: z.enum(["active", "planned", "closed", "any"]).default("active"),
  manager_id: z
    .string()
    .regex(/^(me|none|\d{1,12})$/)
    .optional()
    .describe("Employee id, me, or none for projects without a manager"),
  customer_id: id.optional(),
  late_only: z.boolean().default(false).describe("Only past their projected end and not finished"),
  ...pageInput,
});

type Input = z.output<typeof input>;

export const listProjects = defineTool({
  name: "netsuite_list_projects",
  title: "List projects",
  description:
    "Projects (jobs) with customer, manager, dates and progress, earliest projected end first. Use it for late projects and " +
    "for a manager's own. For tasks, cost and documents of one project use netsuite_get_project.",
  phase: 1,
  risk: "read",
  input,
  output: pageOutput(projectShape),
  example: { late_only: true, limit: 5 },

  async handler({ api, input, page, signal }) {
    const manager = input.manager_id === "me" ? (await api.me(signal)).id : input.manager_id;
    const found = await api.select<ProjectColumn>(query({ ...input, manager_id: manager }, api.today()), {
      offset: page.offset,
      limit: input.limit,
      signal,
    });
    return page.of(
      found.rows.map((row) => projectRow(api, row)),
      found,
    );
  },
});

/** A project is finished by its end date; its status is a label that every company chooses by itself. */
function query(input: Input, today: string): Sql {
  const { status, manager_id, customer_id } = input;
  const isRunning = allOf(sql`j.enddate IS NULL`, sql`j.isinactive = 'F'`);
  const conditions = allOf(
    status === "active" && allOf(isRunning, sql`j.startdate <= ${day(today)}`),
    status === "planned" && allOf(isRunning, sql`j.startdate > ${day(today)}`),
    status === "closed" && sql`j.enddate IS NOT NULL`,
    manager_id === "none" && sql`j.projectmanager IS NULL`,
    manager_id !== undefined && manager_id !== "none" && sql`j.projectmanager = ${manager_id}`,
    customer_id !== undefined && sql`j.parent = ${customer_id}`,
    input.late_only && allOf(sql`j.enddate IS NULL`, sql`j.projectedenddate < ${day(today)}`),
  );
  return sql`SELECT ${projectColumns} FROM job j WHERE ${conditions} ORDER BY j.projectedenddate, j.id`;
}
