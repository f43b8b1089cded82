import type { NetSuite } from "./netsuite.ts";
import { type Sql, sql } from "./suiteql.ts";
import { amount } from "./values.ts";

/** Orders that commit somebody: approved, and not closed. The table is `t` in all of these. */
export const LIVE_ORDER = sql`t.type = 'PurchOrd' AND t.status NOT IN ('PurchOrd:A', 'PurchOrd:C', 'PurchOrd:H')`;
export const LIVE_BILL = sql`t.type = 'VendBill' AND t.status NOT IN ('VendBill:C', 'VendBill:E')`;
export const LIVE_INVOICE = sql`t.type = 'CustInvc' AND t.status NOT IN ('CustInvc:E')`;

/**
 * Per project the sum of its lines on such documents, as a table with `project` and `amount`, in the subsidiary's currency,
 * in which estimates are kept. The sign of a line differs by type [open], so it is dropped after summing.
 */
export const sumsByProject = (isLive: Sql, which: Sql = sql`l.entity IS NOT NULL`): Sql =>
  sql`(SELECT l.entity AS project, ABS(SUM(l.netamount)) AS amount FROM transactionline l
    JOIN transaction t ON t.id = l.transaction
    WHERE l.mainline = 'F' AND l.taxline = 'F' AND ${isLive} AND ${which} GROUP BY l.entity)`;

/** What one project has ordered, billed and invoiced so far; orders include what of them is billed. */
export async function costOf(api: NetSuite, projectId: string, signal: AbortSignal) {
  const sum = async (isLive: Sql): Promise<number> => {
    const which = sql`l.entity = ${projectId}`;
    const [row] = await api.rows<"amount">(
      sql`SELECT s.amount FROM ${sumsByProject(isLive, which)} s ORDER BY s.project`,
      signal,
    );
    return amount(row?.amount) ?? 0;
  };
  const [ordered, billed, invoiced] = await Promise.all([sum(LIVE_ORDER), sum(LIVE_BILL), sum(LIVE_INVOICE)]);
  return { ordered, billed, invoiced };
}
