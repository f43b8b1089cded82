import { addDays, createRandom, type Random } from "@gatehouse/demo";
import { overheads } from "./catalog.ts";
import { injections } from "./injections.ts";
import { accountId, terms } from "./seed-lists.ts";
import { isBilledBeforeReceipt, type SeededOrder } from "./seed-orders.ts";
import { cents, cycle, dueAfter, notAfter, type Seeding, vendorWithChangedEmail } from "./seeding.ts";
import type { NewLine, TransactionWriter } from "./transaction-writer.ts";

const billCount = 6_500;
const paymentCount = 5_200;
const pendingCount = 35;
const varianceCount = 12;
const cancelledCount = 15;
const rejectedCount = 10;

/** A bill before it is known whether it is paid. */
export type BillDraft = {
  date: string;
  vendorId: string;
  subsidiaryId: string;
  lines: NewLine[];
  order?: SeededOrder;
  isAfterChangedEmail?: true;
};

/**
 * 6,500 bills per unit of scale, of which 5,200 are paid, each by one payment. The 35 newest wait for approval, 20 of them for Amara Osei;
 * the next ones are open, so that the ageing buckets fill by themselves.
 */
export function seedBills(seeding: Seeding, writer: TransactionWriter, orders: SeededOrder[]): void {
  const { company } = seeding;
  const random = createRandom("netsuite bills");
  const count = billCount * company.scale;
  const drafts = [billAfterChangedEmail(seeding)];
  for (const [index, order] of orders.entries()) drafts.push(...billOfOrder(seeding, order, index));
  while (drafts.length < count) drafts.push(overheadBill(seeding, random, drafts.length));
  drafts.length = count;
  drafts.sort((left, right) => (left.date < right.date ? 1 : left.date > right.date ? -1 : 0));
  const paidFrom = count - paymentCount * company.scale;
  const varianceFrom = pendingCount + 40;
  for (const [index, draft] of drafts.entries()) {
    const isVariance =
      draft.order !== undefined &&
      index >= varianceFrom &&
      seeding.planted.matchVarianceBills.length < varianceCount;
    if (isVariance) overcharge(draft);
    const status = statusAt(index, paidFrom);
    const id = writeBill(seeding, writer, draft, index, status);
    notePlanted(seeding, draft, id);
    if (isVariance) seeding.planted.matchVarianceBills.push(id);
    if (status === "D") seeding.planted.pendingBills.push(id);
    if (status === "B") pay(seeding, writer, id, draft, index);
  }
}

function statusAt(index: number, paidFrom: number): string {
  if (index < pendingCount) return "D";
  if (index >= paidFrom) return "B";
  const last = paidFrom - index;
  if (last <= cancelledCount) return "C";
  return last <= cancelledCount + rejectedCount ? "E" : "A";
}

/** The bill of what was billed of an order; its quantities and prices are the order's. */
function billOfOrder({ company }: Seeding, order: SeededOrder, index: number): BillDraft[] {
  const billed = order.lines.filter((line) => (line.billed ?? 0) > 0);
  if (billed.length === 0) return [];
  const lines = billed.map(({ received: _, billed: quantity = 0, ...line }) => ({
    ...line,
    quantity,
    amount: cents(quantity * (line.rate ?? 0)),
    more: { ...line.more, createdfrom: Number(order.id), isclosed: "F", expectedreceiptdate: null },
  }));
  const usual = notAfter(addDays(order.date, 12 + (index % 23)), addDays(company.today, -3));
  const date = isBilledBeforeReceipt(order) ? company.today : usual;
  return [{ date, vendorId: order.vendorId, subsidiaryId: order.subsidiaryId, lines, order }];
}

/** A large bill, without an order, of the vendor whose e-mail was changed three days ago. */
function billAfterChangedEmail({ company }: Seeding): BillDraft {
  const vendor = vendorWithChangedEmail(company);
  const line = {
    amount: 148_900,
    account: accountId("5031"),
    memo: "Materials, final account",
    more: { class: 1 },
  };
  const { id: vendorId, subsidiaryId } = vendor;
  return { date: company.today, vendorId, subsidiaryId, lines: [line], isAfterChangedEmail: true };
}

function notePlanted(
  { planted }: Seeding,
  { order, vendorId, isAfterChangedEmail }: BillDraft,
  id: string,
): void {
  if (isAfterChangedEmail) planted.changedEmail = { vendorId, billId: id };
  if (order && isBilledBeforeReceipt(order)) planted.billWithoutReceipt = { billId: id, orderId: order.id };
}

/** Rent, power, insurance and the like, entered without an order. */
function overheadBill(seeding: Seeding, random: Random, index: number): BillDraft {
  const subsidiaryId = cycle(["1", "1", "2", "1", "2", "3"], index);
  const vendor = random.pick(seeding.vendorsOf(subsidiaryId));
  const kind = random.integer(0, overheads.length - 1);
  const line: NewLine = {
    amount: random.amount(90, 14_000),
    account: accountId(`6${String(Math.min(kind, 9) + 1).padStart(2, "0")}0`),
    memo: overheads[kind] ?? "",
    more: { department: random.integer(1, 9), class: 5 },
  };
  const date = addDays(seeding.company.today, -random.integer(0, 729));
  return { date, vendorId: vendor.id, subsidiaryId, lines: [line] };
}

/** The vendor charges more than was agreed: the first line costs a tenth more. */
function overcharge(draft: BillDraft): void {
  const [line] = draft.lines;
  if (!line) return;
  line.rate = cents((line.rate ?? 0) * 1.1);
  line.amount = cents((line.quantity ?? 0) * line.rate);
}

/** Writes one bill, with the link to its order, and answers its id. */
function writeBill(
  seeding: Seeding,
  writer: TransactionWriter,
  draft: BillDraft,
  index: number,
  status: string,
): string {
  const { date, vendorId, subsidiaryId, lines, order } = draft;
  const vendor = seeding.vendorById.get(vendorId);
  const total = cents(lines.reduce((sum, { amount }) => sum + amount, 0));
  const amara = Number(seeding.employeeCalled("Finance Manager").id);
  const controller = Number(seeding.employeeCalled("Controller").id);
  const duedate = dueAfter(date, vendor?.paymentTerms ?? "Net 30");
  const isInjection = status === "D" && index === 4;
  const id = writer.add({
    type: "VendBill",
    date,
    entity: vendorId,
    subsidiaryId,
    status,
    number: `${vendor?.number.slice(1)}-${70_001 + index}`,
    lines,
    unpaid: status === "A" || status === "D" ? total : 0,
    mainAccount: accountId("2000"),
    more: {
      duedate,
      approvalstatus: status === "D" ? "1" : status === "E" ? "3" : "2",
      nextapprover: index % 7 < 4 ? amara : controller,
      createdby: Number(cycle(seeding.employeesCalled("Accounts Payable Clerk"), index).id),
      terms: terms[vendor?.paymentTerms ?? "Net 30"],
      memo: isInjection
        ? (injections[2] ?? null)
        : order
          ? `Bill for ${order.number}`
          : (lines[0]?.memo ?? null),
      otherrefnum: order?.number ?? null,
      createdfrom: order ? Number(order.id) : null,
      received: order ? "T" : "F",
      paymenthold: "F",
      voided: status === "C" ? "T" : "F",
      closedate: status === "B" ? notAfter(duedate, seeding.company.today) : null,
    },
  });
  if (isInjection) seeding.planted.injections.push({ recordType: "vendorBill", id });
  if (order) linkToOrder(writer, order, lines, id);
  return id;
}

function linkToOrder(writer: TransactionWriter, order: SeededOrder, lines: NewLine[], billId: string): void {
  const places = order.lines.flatMap((line, at) => ((line.billed ?? 0) > 0 ? [at + 1] : []));
  const pairs = lines.map((_, index): [number, number] => [places[index] ?? 1, index + 1]);
  writer.link(order.id, "PurchOrd", billId, "VendBill", pairs, "OrdBill");
}

function pay(
  { company }: Seeding,
  writer: TransactionWriter,
  billId: string,
  draft: BillDraft,
  index: number,
): void {
  const amount = cents(draft.lines.reduce((sum, line) => sum + line.amount, 0));
  const id = writer.add({
    type: "VendPymt",
    date: notAfter(addDays(draft.date, 20 + (index % 20)), company.today),
    entity: draft.vendorId,
    subsidiaryId: draft.subsidiaryId,
    status: "Z",
    number: String(30_001 + index),
    mainAccount: accountId(draft.subsidiaryId === "3" ? "1020" : "1000"),
    lines: [{ amount, account: accountId("2000") }],
    more: { approvalstatus: "2" },
  });
  writer.link(billId, "VendBill", id, "VendPymt", [[0, 1]], "Payment");
}
