import { addDays } from "@gatehouse/tool";
import type { NetSuite } from "./netsuite.ts";
import { LIVE_BILL, LIVE_ORDER, sumsByProject } from "./project-cost.ts";
import { allOf, day, type Sql, sql } from "./suiteql.ts";

/** What a dataset may be asked with. Each takes some of these and refuses the others. */
export type Parameters = {
  days?: number | undefined;
  min_amount?: number | undefined;
  project_id?: string | undefined;
};

export type Dataset = {
  title: string;
  description: string;
  parameters: Partial<Record<keyof Parameters, string>>;
  /** Aliases of the query in the order of the answer; those in `amounts` are money. */
  columns: readonly string[];
  amounts: readonly string[];
  /** Undefined where this deployment lacks a custom field that the dataset needs. */
  query(given: Parameters, api: Pick<NetSuite, "today" | "custom">): Sql | undefined;
};

/** Ordered amounts include what is billed already: what a project has committed, not what it still owes. */
const lateOrOverspentProjects: Dataset = {
  title: "Late or overspent projects",
  description:
    "Running projects past their projected end, or with more ordered than estimated, in base currency.",
  parameters: {},
  columns: [
    "project_id",
    "number",
    "name",
    "manager",
    "projected_end",
    "percent_done",
    "estimated",
    "ordered",
    "billed",
  ],
  amounts: ["estimated", "ordered", "billed"],
  query: (_, api) => sql`SELECT j.id AS project_id, j.entityid AS number, j.companyname AS name,
    BUILTIN.DF(j.projectmanager) AS manager, TO_CHAR(j.projectedenddate, 'YYYY-MM-DD') AS projected_end,
    j.percenttimecomplete AS percent_done, j.estimatedcost AS estimated, o.amount AS ordered, b.amount AS billed
    FROM job j LEFT JOIN ${sumsByProject(LIVE_ORDER)} o ON o.project = j.id LEFT JOIN ${sumsByProject(LIVE_BILL)} b ON b.project = j.id
    WHERE j.enddate IS NULL AND j.isinactive = 'F'
    AND (j.projectedenddate < ${day(api.today())} OR o.amount > j.estimatedcost) ORDER BY j.projectedenddate, j.id`,
};

/** Type and letter of a status go together: `PurchOrd:G` is fully billed. */
const openOrdersByProject: Dataset = {
  title: "Open orders by project",
  description: "Approved orders that are not fully billed, counted and summed per project in base currency.",
  parameters: { project_id: "only this project", min_amount: "only orders of at least this total" },
  columns: ["project_id", "project", "orders", "ordered"],
  amounts: ["ordered"],
  query: ({
    project_id,
    min_amount,
  }) => sql`SELECT j.id AS project_id, j.entityid || ' ' || j.companyname AS project,
    COUNT(DISTINCT t.id) AS orders, ABS(SUM(l.netamount)) AS ordered FROM transactionline l
    JOIN transaction t ON t.id = l.transaction JOIN job j ON j.id = l.entity
    WHERE ${allOf(
      sql`l.mainline = 'F' AND l.taxline = 'F' AND ${LIVE_ORDER} AND t.status <> 'PurchOrd:G'`,
      project_id !== undefined && sql`j.id = ${project_id}`,
      min_amount !== undefined && sql`ABS(t.foreigntotal) >= ${min_amount}`,
    )} GROUP BY j.id, j.entityid, j.companyname ORDER BY ABS(SUM(l.netamount)) DESC, j.id`,
};

/** One row per customer and currency: amounts of several currencies have no sum. */
const oldReceivables: Dataset = {
  title: "Old receivables by customer",
  description: "Open invoices long past due, summed per customer and currency.",
  parameters: { days: "days past due, default 90", min_amount: "only invoices with at least this much open" },
  columns: ["customer_id", "customer", "invoices", "open_amount", "oldest_due", "currency"],
  amounts: ["open_amount"],
  query: (
    { days = 90, min_amount },
    api,
  ) => sql`SELECT t.entity AS customer_id, BUILTIN.DF(t.entity) AS customer,
    COUNT(*) AS invoices, SUM(t.foreignamountunpaid) AS open_amount, TO_CHAR(MIN(t.duedate), 'YYYY-MM-DD') AS oldest_due,
    BUILTIN.DF(t.currency) AS currency FROM transaction t
    WHERE ${allOf(
      sql`t.type = 'CustInvc' AND t.status IN ('CustInvc:A') AND t.duedate < ${day(addDays(api.today(), -days))}`,
      min_amount !== undefined && sql`t.foreignamountunpaid >= ${min_amount}`,
    )} GROUP BY t.entity, BUILTIN.DF(t.entity), BUILTIN.DF(t.currency)
    ORDER BY SUM(t.foreignamountunpaid) DESC, t.entity, BUILTIN.DF(t.currency)`,
};

const expiringInsurance: Dataset = {
  title: "Vendors with expired insurance",
  description: "Active vendors whose certificate of insurance has ended or ends soon.",
  parameters: { days: "also those ending within so many days, default 0" },
  columns: ["vendor_id", "vendor", "category", "insurance_ends"],
  amounts: [],
  query({ days = 0 }, { today, custom: { insuranceExpiry } }) {
    // NetSuite has no such field of its own: where none is configured the dataset does not exist.
    if (insuranceExpiry === undefined) return undefined;
    return sql`SELECT v.id AS vendor_id, v.companyname AS vendor, BUILTIN.DF(v.category) AS category,
      TO_CHAR(v.${insuranceExpiry}, 'YYYY-MM-DD') AS insurance_ends FROM vendor v
      WHERE v.isinactive = 'F' AND v.${insuranceExpiry} < ${day(addDays(today(), days))} ORDER BY v.${insuranceExpiry}, v.id`;
  },
};

/** What changed is not in SuiteQL's documented tables; that something did, shortly before, is what a payer should know. */
const billsAfterVendorChange: Dataset = {
  title: "Large bills after a vendor change",
  description:
    "Unpaid bills entered shortly after the vendor's record was changed, for example its e-mail address: check with the vendor before paying.",
  parameters: {
    days: "days between change and bill, default 7",
    min_amount: "only bills of at least this total, default 10000",
  },
  columns: ["bill_id", "bill", "entered", "vendor_id", "vendor", "vendor_changed", "total", "currency"],
  amounts: ["total"],
  query: ({ days = 7, min_amount = 10_000 }) => sql`SELECT t.id AS bill_id, t.tranid AS bill,
    TO_CHAR(t.createddate, 'YYYY-MM-DD') AS entered, v.id AS vendor_id, v.companyname AS vendor,
    TO_CHAR(v.lastmodifieddate, 'YYYY-MM-DD') AS vendor_changed, t.foreigntotal AS total, BUILTIN.DF(t.currency) AS currency
    FROM transaction t JOIN vendor v ON v.id = t.entity WHERE t.type = 'VendBill' AND t.status IN ('VendBill:A', 'VendBill:D')
    AND ABS(t.foreigntotal) >= ${min_amount} AND v.lastmodifieddate <= t.createddate
    AND v.lastmodifieddate >= t.createddate - ${days} ORDER BY t.createddate DESC, t.id`,
};

const billsBeforeReceipt: Dataset = {
  title: "Bills ahead of their receipt",
  description: "Unpaid bills on orders of which more was billed than received.",
  parameters: { min_amount: "only bills of at least this total" },
  columns: ["bill_id", "bill", "date", "vendor_id", "vendor", "total", "currency"],
  amounts: ["total"],
  query: ({
    min_amount,
  }) => sql`SELECT t.id AS bill_id, t.tranid AS bill, TO_CHAR(t.trandate, 'YYYY-MM-DD') AS date,
    t.entity AS vendor_id, BUILTIN.DF(t.entity) AS vendor, t.foreigntotal AS total, BUILTIN.DF(t.currency) AS currency
    FROM transaction t WHERE ${allOf(
      sql`t.type = 'VendBill' AND t.status IN ('VendBill:A', 'VendBill:D')`,
      min_amount !== undefined && sql`ABS(t.foreigntotal) >= ${min_amount}`,
      // The link table is [recalled].
      sql`EXISTS (SELECT k.nextdoc FROM previoustransactionlinelink k
        JOIN transactionline l ON l.transaction = k.previousdoc AND l.id = k.previousline
        WHERE k.nextdoc = t.id AND k.previoustype = 'PurchOrd' AND NVL(l.quantitybilled, 0) > NVL(l.quantityshiprecv, 0))`,
    )} ORDER BY t.trandate DESC, t.id`,
};

/** Every query that can be run by name. There is no other way to send one. */
export const datasets = {
  late_or_overspent_projects: lateOrOverspentProjects,
  open_orders_by_project: openOrdersByProject,
  old_receivables: oldReceivables,
  vendors_with_expired_insurance: expiringInsurance,
  large_bills_after_vendor_change: billsAfterVendorChange,
  bills_ahead_of_receipt: billsBeforeReceipt,
} as const satisfies Record<string, Dataset>;

export type DatasetId = keyof typeof datasets;
export const DATASET_IDS = Object.keys(datasets) as [DatasetId, ...DatasetId[]];
