import type { Store, Value } from "../../store.ts";

/** What was ordered from a vendor, approved and not billed yet, in the vendor's currency. */
export function unbilledOrders(vendorId: Value, store: Store): number {
  const found = store.row(
    `SELECT ROUND(SUM((ABS(l.quantity) - COALESCE(l.quantitybilled, 0)) * l.rate), 2) AS amount FROM "transaction" t
     JOIN transactionline l ON l."transaction" = t.id WHERE t.entity = ? AND t.type = 'PurchOrd' AND t.status IN ('B', 'D', 'E', 'F')
     AND l.sublist = 'item'`,
    vendorId,
  );
  return Number(found?.amount ?? 0);
}
