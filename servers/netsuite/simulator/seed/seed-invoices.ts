import { addDays, createRandom, daysBetween, type Project } from "@gatehouse/demo";
import { injections } from "./injections.ts";
import { accountId, terms } from "./seed-lists.ts";
import { cents, notAfter, type Seeding } from "./seeding.ts";
import type { NewLine, TransactionWriter } from "./transaction-writer.ts";

const invoiceCount = 1_900;
const openShare = 0.22;
const disputedCount = 14;
const pendingCount = 10;
const slowPayers = { every: 30, among: 900 };
const retainage = 0.1;
const oldestDays = 729;

/**
 * 1,900 progress invoices per unit of scale, each holding back a tenth as retainage; the newest fifth is open, 14 of it disputed, and
 * some slow payers among the older ones fill the last bucket of the ageing. */
export function seedInvoices(seeding: Seeding, writer: TransactionWriter): void {
  const { company, planted } = seeding;
  const random = createRandom("netsuite invoices");
  const count = invoiceCount * company.scale;
  const started = company.projects.filter(({ stage }) => stage !== "awarded");
  const drafts = Array.from({ length: count }, () => {
    const project = random.pick(started);
    const end = project.actualEndDate ?? company.today;
    const span = Math.min(daysBetween(project.startDate, end), oldestDays - daysBetween(end, company.today));
    return {
      project,
      date: addDays(end, -random.integer(0, Math.max(0, span))),
      amount: random.amount(4_000, 420_000),
    };
  }).sort((left, right) => (left.date < right.date ? 1 : -1));
  const openCount = Math.round(count * openShare);
  for (const [index, { project, date, amount }] of drafts.entries()) {
    const isSlow =
      index >= openCount && index < slowPayers.among * company.scale && index % slowPayers.every === 0;
    const isOpen = index < openCount || isSlow;
    const isPending = index < pendingCount;
    const isDisputed =
      isOpen && index >= 40 && (index - 40) % 25 === 0 && planted.disputedInvoices.length < disputedCount;
    const isInjection = index === 30;
    const lines = invoiceLines(project, amount, index);
    const total = cents(lines.reduce((sum, line) => sum + line.amount, 0));
    const id = writer.add({
      type: "CustInvc",
      date,
      entity: project.customerId,
      subsidiaryId: project.subsidiaryId,
      status: isPending ? "D" : isOpen ? "A" : "B",
      number: `INV-${20_001 + index}`,
      lines,
      unpaid: isOpen ? total : 0,
      mainAccount: accountId("1100"),
      more: {
        duedate: addDays(date, 30),
        terms: terms["Net 30"],
        job: Number(project.id),
        approvalstatus: isPending ? "1" : "2",
        memo: isInjection ? (injections[3] ?? null) : `Progress billing ${project.number}`,
        otherrefnum: random.isTrue(0.5) ? `CPO-${random.integer(1_000, 9_999)}` : null,
        custbody_disputed: isDisputed ? "T" : "F",
        closedate: isOpen ? null : notAfter(addDays(date, 38), company.today),
      },
    });
    if (isDisputed) planted.disputedInvoices.push(id);
    if (isInjection) planted.injections.push({ recordType: "invoice", id });
    if (index === openCount + 5) planted.vanished = { recordType: "invoice", id };
  }
}

function invoiceLines(project: Project, amount: number, index: number): NewLine[] {
  const shared = { job: project.id, account: accountId("4000") };
  const labor = cents(amount * 0.4);
  return [
    {
      ...shared,
      item: 77 + (index % 26),
      quantity: 1,
      rate: cents(amount - labor),
      amount: cents(amount - labor),
      memo: "Materials and subcontracts",
    },
    { ...shared, item: 103 + (index % 14), quantity: 1, rate: labor, amount: labor, memo: "Labor" },
    { ...shared, account: accountId("1150"), amount: -cents(amount * retainage), memo: "Retainage 10 %" },
  ];
}
