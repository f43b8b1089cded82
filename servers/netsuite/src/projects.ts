import { compact } from "@gatehouse/tool";
import { z } from "zod";
import type { NetSuite } from "./netsuite.ts";
import { sql } from "./suiteql.ts";
import { daysLate, percent, type Row } from "./values.ts";

/** A project as lists and details show it. */
export const projectShape = z.object({
  id: z.string(),
  number: z.string().optional(),
  name: z.string().optional(),
  customer: z.string().optional(),
  customer_id: z.string().optional(),
  manager: z.string().optional(),
  manager_id: z.string().optional(),
  status: z.string().optional(),
  start: z.string().optional(),
  projected_end: z.string().optional(),
  baseline_end: z.string().optional(),
  percent: z.number().optional().describe("Of planned time, 0 to 100"),
  days_late: z.number().optional().describe("Absent where not late"),
  url: z.string(),
});

export type ProjectColumn =
  | "id"
  | "entityid"
  | "companyname"
  | "parent"
  | "customer"
  | "projectmanager"
  | "manager"
  | "status"
  | "startdate"
  | "projectedenddate"
  | "projectedenddatebaseline"
  | "enddate"
  | "percenttimecomplete";

/** A job's `customer` is not supported over REST, so the parent stands for it everywhere (reference, section 4). */
export const projectColumns = sql`j.id, j.entityid, j.companyname, j.parent, BUILTIN.DF(j.parent) AS customer, j.projectmanager,
  BUILTIN.DF(j.projectmanager) AS manager, BUILTIN.DF(j.entitystatus) AS status, TO_CHAR(j.startdate, 'YYYY-MM-DD') AS startdate,
  TO_CHAR(j.projectedenddate, 'YYYY-MM-DD') AS projectedenddate, TO_CHAR(j.enddate, 'YYYY-MM-DD') AS enddate,
  TO_CHAR(j.projectedenddatebaseline, 'YYYY-MM-DD') AS projectedenddatebaseline, j.percenttimecomplete`;

export const projectRow = (api: NetSuite, row: Row<ProjectColumn>) => ({
  ...compact({
    id: row.id ?? "",
    number: row.entityid,
    name: row.companyname,
    customer: row.customer,
    customer_id: row.parent,
    manager: row.manager,
    manager_id: row.projectmanager,
    status: row.status,
    start: row.startdate,
    projected_end: row.projectedenddate,
    baseline_end: row.projectedenddatebaseline,
    percent: percent(row.percenttimecomplete),
    // A project with an end is finished, however late that was.
    days_late: row.enddate === undefined ? daysLate(row.projectedenddate, api.today()) : undefined,
  }),
  url: api.entityUrl(row.id ?? ""),
});
