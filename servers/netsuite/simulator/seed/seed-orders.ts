import {
  addDays,
  createRandom,
  daysBetween,
  type Employee,
  orderNumber,
  type Project,
  type Random,
} from "@gatehouse/demo";
import { orderLines } from "./order-lines.ts";
import { accountId, terms } from "./seed-lists.ts";
import { cents, cycle, notAfter, type Seeding } from "./seeding.ts";
import type { NewLine, TransactionWriter } from "./transaction-writer.ts";

const orderCount = 4_200;
export const pendingOrderCount = 48;
/** How near to each other two orders lie that somebody would take for one entered twice. */
const twinDays = 30;

/** Shares of the orders by status; what is left over was rejected. */
const shares: [status: string, share: number, youngestDays: number, oldestDays: number][] = [
  ["B", 0.15, 1, 120],
  ["D", 0.05, 10, 160],
  ["E", 0.05, 20, 200],
  ["F", 0.1, 15, 180],
  ["G", 0.55, 40, 729],
  ["H", 0.06, 60, 729],
];

/** An order that was written, as the receipts and bills which follow from it need it. */
export type SeededOrder = {
  id: string;
  number: string;
  vendorId: string;
  subsidiaryId: string;
  status: string;
  date: string;
  lines: NewLine[];
};

/** Every order that is not waiting for approval. */
export function seedOrders(seeding: Seeding, writer: TransactionWriter): SeededOrder[] {
  const random = createRandom("netsuite orders");
  const count = orderCount * seeding.company.scale;
  const statuses = shares.flatMap(([status, share, youngest, oldest]) =>
    Array.from({ length: Math.round(count * share) }, () => ({ status, youngest, oldest })),
  );
  while (statuses.length < count - pendingOrderCount)
    statuses.push({ status: "C", youngest: 5, oldest: 700 });
  const buyers = seeding.employeesCalled("Project Manager", "Buyer", "Superintendent");
  return statuses.map(({ status, youngest, oldest }, index) => {
    const age = random.integer(youngest, oldest);
    const date = addDays(seeding.company.today, -age);
    const project = projectRunningOn(seeding, random, date);
    const vendor = random.pick(seeding.vendorsOf(project.subsidiaryId));
    const lines = orderLines(random, random.amount(300, 45_000), {
      date,
      job: project.id,
      subsidiaryId: project.subsidiaryId,
      departmentId: 7,
    });
    progress(random, status, lines);
    // One order, the first that nothing has arrived of, was billed all the same.
    if (index === 0) for (const line of lines) line.billed = line.quantity ?? 0;
    const number = orderNumber(pendingOrderCount + index);
    const total = cents(lines.reduce((sum, { amount }) => sum + amount, 0));
    const requester = Number(cycle(buyers, index * 7 + age).id);
    const twin = status === "C" ? undefined : largeOrderLike(seeding, vendor.id, date);
    const ownReference = random.isTrue(0.4) ? `Q-${random.integer(10_000, 99_999)}` : null;
    const id = writer.add({
      type: "PurchOrd",
      date,
      entity: vendor.id,
      subsidiaryId: project.subsidiaryId,
      status,
      number,
      lines,
      mainAccount: accountId("9000"),
      more: {
        duedate: addDays(date, 21),
        employee: requester,
        createdby: requester,
        nextapprover: approverOf(seeding, total, index),
        approvalstatus: status === "C" ? "3" : "2",
        terms: terms[vendor.paymentTerms],
        otherrefnum: twin?.reference ?? ownReference,
        memo: random.isTrue(0.5) ? `${lines[0]?.memo}, ${project.name}` : null,
        department: 7,
        class: 1,
        location: Number(project.locationId),
        closedate:
          status === "G" || status === "H" ? notAfter(addDays(date, 60), seeding.company.today) : null,
      },
    });
    if (status !== "C") noteCommitted(seeding, project.id, total);
    if (twin) seeding.planted.largeDuplicate = { id: twin.id, twinId: id };
    return { id, number, vendorId: vendor.id, subsidiaryId: project.subsidiaryId, status, date, lines };
  });
}

/** The waiting order whose reference this one shall already bear; undefined once there is such a pair. */
function largeOrderLike({ planted, largeOrders }: Seeding, vendorId: string, date: string) {
  if (planted.largeDuplicate.id !== "") return undefined;
  return largeOrders.find(
    (order) => order.vendorId === vendorId && Math.abs(daysBetween(order.date, date)) <= twinDays,
  );
}

export function noteCommitted({ committed }: Seeding, projectId: string, total: number): void {
  committed.set(projectId, cents((committed.get(projectId) ?? 0) + total));
}

/** A project that was under way on the day; orders of other days fall to any closed one. */
function projectRunningOn({ company }: Seeding, random: Random, date: string): Project {
  for (let attempt = 0; attempt < 12; attempt++) {
    const project = random.pick(company.projects);
    if (project.startDate <= date && (project.actualEndDate ?? company.today) >= date) return project;
  }
  return random.pick(company.projects.filter(({ stage }) => stage === "closed"));
}

/** The lowest approver whose limit reaches the amount. */
function approverOf({ approvers }: Seeding, total: number, index: number): number {
  const limitOf = ({ purchaseOrderApprovalLimit: limit }: Employee) => limit ?? Number.POSITIVE_INFINITY;
  const reaching = approvers.filter((approver) => limitOf(approver) >= total);
  const lowest = Math.min(...reaching.map(limitOf));
  return Number(
    cycle(
      reaching.filter((approver) => limitOf(approver) === lowest),
      index,
    ).id,
  );
}

/** Sets what arrived and what was billed of each line, as the status says. */
function progress(random: Random, status: string, lines: NewLine[]): void {
  for (const [index, line] of lines.entries()) {
    const quantity = line.quantity ?? 0;
    const part = Math.max(1, Math.floor(quantity * (0.3 + random.fraction() * 0.5)));
    if (status === "D") line.received = index === 0 ? Math.min(part, quantity) : 0;
    if (status === "E") {
      line.received = part;
      line.billed = index === 0 ? Math.max(1, Math.floor(part / 2)) : 0;
    }
    if (status === "F" || status === "G") line.received = quantity;
    if (status === "G") line.billed = quantity;
    if (status === "H") {
      line.received = index === 0 ? part : 0;
      line.billed = line.received;
      line.more = { ...line.more, isclosed: "T" };
    }
  }
}

/** Whether this is the one order that was billed although nothing arrived. */
export const isBilledBeforeReceipt = ({ status, lines }: SeededOrder): boolean =>
  status === "B" && (lines[0]?.billed ?? 0) > 0;
