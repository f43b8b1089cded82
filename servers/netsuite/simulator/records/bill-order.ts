import { invalidContent, userError } from "../errors.ts";
import type { Row, Value } from "../store.ts";
import { definitionNamed } from "./definitions/index.ts";
import { demand } from "./find-record.ts";
import type { RecordContext } from "./record-definition.ts";
import { createRecord, type Validation } from "./write-record.ts";

type Billable = { line: Row; quantity: number };

/**
 * `POST /purchaseOrder/{id}/!transform/vendorBill`: bills what was received and not billed yet. The body overrides properties of the bill;
 * its `item.items` may name order lines (`orderLine`) with a smaller quantity. Answers the bill's id.
 */
export function billOrder(
  order: Row,
  body: Record<string, unknown>,
  validation: Validation,
  context: RecordContext,
): string {
  const bill = definitionNamed("vendorBill");
  demand(bill, "CREATE", context);
  const { store } = context.account;
  if (!["D", "E", "F", "H"].includes(String(order.status)) && order.approvalstatus !== "2") {
    throw userError("Invalid initialize reference. The purchase order is not approved.");
  }
  const { item, ...overrides } = body;
  const billables = choose(openLines(order, context), item);
  if (billables.length === 0)
    throw userError("Invalid initialize reference. There is nothing left to bill on this purchase order.");
  const copied: Row = {
    entity: order.entity ?? null,
    subsidiary: order.subsidiary ?? null,
    currency: order.currency ?? null,
    exchangerate: order.exchangerate ?? null,
    terms: order.terms ?? null,
    createdfrom: order.id ?? null,
    received: "T",
  };
  const more = Object.fromEntries(
    Object.entries(copied).filter(([column]) => overrides[column] === undefined),
  );
  const items = billables.map(({ line, quantity }) => ({
    item: { id: line.item },
    description: line.description ?? undefined,
    quantity,
    rate: line.rate,
    customer: line.entity === null ? undefined : { id: line.entity },
    custcol_cost_code: line.custcol_cost_code,
  }));
  const lines = items.map((entry) =>
    Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined && value !== null)),
  );
  const id = createRecord(bill, { ...overrides, item: { items: lines } }, validation, context, more);
  const total = store.row('SELECT foreigntotal FROM "transaction" WHERE id = ?', Number(id));
  store.update("transaction", [Number(id)], {
    foreignamountunpaid: Math.abs(Number(total?.foreigntotal ?? 0)),
  });
  for (const [index, billable] of billables.entries())
    noteBilled(order, billable, Number(id), index + 1, context);
  closeIfBilled(order, context);
  return id;
}

function openLines(order: Row, { account: { store } }: RecordContext): Billable[] {
  const lines = store.rows(
    `SELECT * FROM transactionline WHERE "transaction" = ? AND sublist = 'item' AND isclosed = 'F' ORDER BY id`,
    order.id ?? null,
  );
  return lines
    .map((line) => ({
      line,
      quantity: Number(line.quantityshiprecv ?? 0) - Number(line.quantitybilled ?? 0),
    }))
    .filter(({ quantity }) => quantity > 0);
}

/** Keeps the lines that the caller named, with the quantity that was asked for; more than was received is refused. */
function choose(open: Billable[], item: unknown): Billable[] {
  const wanted = typeof item === "object" && item !== null && "items" in item ? item.items : undefined;
  if (wanted === undefined) return open;
  if (!Array.isArray(wanted)) throw invalidContent("The sublist 'item' needs items.", "item");
  return wanted.map((entry: Record<string, unknown>, index) => {
    const billable = open.find(({ line }) => Number(line.id) === Number(entry.orderLine ?? entry.line));
    const path = `item.items[${index}]`;
    if (!billable) throw invalidContent("The order line does not exist or is not open.", `${path}.orderLine`);
    const quantity = entry.quantity === undefined ? billable.quantity : Number(entry.quantity);
    if (!(quantity > 0 && quantity <= billable.quantity))
      throw invalidContent("The quantity is more than was received.", `${path}.quantity`);
    return { line: billable.line, quantity };
  });
}

function noteBilled(
  order: Row,
  { line, quantity }: Billable,
  billId: number,
  billLine: number,
  { account: { store } }: RecordContext,
): void {
  const key: Value[] = [order.id ?? null, line.id ?? null];
  store.update("transactionline", key, { quantitybilled: Number(line.quantitybilled ?? 0) + quantity });
  store.insert("previoustransactionlinelink", {
    previousdoc: order.id ?? null,
    previousline: line.id ?? null,
    previoustype: "PurchOrd",
    nextdoc: billId,
    nextline: billLine,
    nexttype: "VendBill",
    linktype: "OrdBill",
  });
}

/** An order is fully billed once every line is, and else partly billed. */
function closeIfBilled(order: Row, { account: { store } }: RecordContext): void {
  const open = store.row(
    `SELECT SUM(ABS(quantity) > COALESCE(quantitybilled, 0)) AS unbilled, SUM(ABS(quantity) > COALESCE(quantityshiprecv, 0)) AS unreceived
     FROM transactionline WHERE "transaction" = ? AND sublist = 'item'`,
    order.id ?? null,
  );
  const status = Number(open?.unbilled) === 0 ? "G" : Number(open?.unreceived) === 0 ? "F" : "E";
  store.update("transaction", [order.id ?? null], { status });
}
