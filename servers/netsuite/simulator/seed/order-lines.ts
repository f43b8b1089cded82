import type { Random } from "@gatehouse/demo";
import { addDays } from "@gatehouse/demo";
import { catalogItems, firstItemId } from "./catalog.ts";
import { accountId } from "./seed-lists.ts";
import { cents } from "./seeding.ts";
import type { NewLine } from "./transaction-writer.ts";

export type LineWish = { date: string; job: string; subsidiaryId: string; departmentId: number };

/** One to four lines of catalogue items whose amounts come near `target` in all. */
export function orderLines(random: Random, target: number, wish: LineWish): NewLine[] {
  const count = random.integer(1, 4);
  return Array.from({ length: count }, () => {
    const index = random.integer(0, catalogItems.length - 1);
    const price = catalogItems[index]?.price ?? 1;
    const rate = cents(price * (0.9 + random.fraction() * 0.25));
    return orderLine(index, Math.max(1, Math.round(target / count / rate)), rate, wish);
  });
}

/** One line of exactly this amount. */
export const lineOfAmount = (amount: number, index: number, wish: LineWish): NewLine =>
  orderLine(index, 1, amount, wish);

function orderLine(index: number, quantity: number, rate: number, wish: LineWish): NewLine {
  const item = catalogItems[index % catalogItems.length];
  if (!item) throw new Error("The catalogue is empty.");
  return {
    item: firstItemId + (index % catalogItems.length),
    itemtype: item.type,
    quantity,
    rate,
    amount: cents(quantity * rate),
    received: 0,
    billed: 0,
    account: accountId(item.type === "Service" ? "5032" : "5031"),
    job: wish.job,
    memo: item.name,
    more: {
      units: item.unit,
      custcol_cost_code: item.costCode,
      department: wish.departmentId,
      class: 1,
      expectedreceiptdate: addDays(wish.date, 14 + (quantity % 20)),
      matchbilltoreceipt: item.type === "Service" ? "F" : "T",
      description: `${item.name}, per ${item.unit}`,
    },
  };
}
