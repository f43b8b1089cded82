import { addDays } from "@gatehouse/demo";
import { accountId } from "./seed-lists.ts";
import type { SeededOrder } from "./seed-orders.ts";
import { cents, notAfter, type Seeding } from "./seeding.ts";
import type { NewLine, TransactionWriter } from "./transaction-writer.ts";

/** One receipt per order of which something arrived, linked line by line. */
export function seedReceipts({ company }: Seeding, writer: TransactionWriter, orders: SeededOrder[]): void {
  for (const [index, order] of orders.entries()) {
    const arrived = order.lines
      .map((line, at) => ({ line, at }))
      .filter(({ line }) => (line.received ?? 0) > 0);
    if (arrived.length === 0) continue;
    const date = notAfter(addDays(order.date, 6 + (index % 15)), company.today);
    const id = writer.add({
      type: "ItemRcpt",
      date,
      entity: order.vendorId,
      subsidiaryId: order.subsidiaryId,
      status: "Y",
      number: `IR-${50_001 + index}`,
      mainAccount: accountId("2010"),
      lines: arrived.map(({ line }) => receiptLine(line, order.id)),
      more: { createdfrom: Number(order.id), memo: null },
    });
    writer.link(
      order.id,
      "PurchOrd",
      id,
      "ItemRcpt",
      arrived.map(({ at }, next) => [at + 1, next + 1]),
      "ShipRcpt",
    );
  }
}

function receiptLine(line: NewLine, orderId: string): NewLine {
  const { billed: _, received = 0, ...rest } = line;
  return {
    ...rest,
    quantity: received,
    received,
    amount: cents(received * (line.rate ?? 0)),
    more: {
      units: line.more?.units ?? null,
      custcol_cost_code: line.more?.custcol_cost_code ?? null,
      createdfrom: Number(orderId),
    },
  };
}
