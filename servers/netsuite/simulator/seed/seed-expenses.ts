import { addDays, createRandom } from "@gatehouse/demo";
import { expenseCategories } from "./catalog.ts";
import { injections } from "./injections.ts";
import { accountId } from "./seed-lists.ts";
import { cents, type Seeding } from "./seeding.ts";
import type { TransactionWriter } from "./transaction-writer.ts";

const expenseReportCount = 900;
const purposes = [
  "Site visits",
  "Training week",
  "Customer meeting",
  "Tools for the crew",
  "Permit office",
  "Conference",
];

/** Status of a report by its place from the newest; the older ones are paid. */
const statuses: [upTo: number, status: string][] = [
  [8, "A"],
  [40, "B"],
  [58, "C"],
  [64, "D"],
  [68, "E"],
  [110, "F"],
];

/** 900 expense reports per unit of scale; 32 wait for a supervisor and 18 for accounting, at every scale. */
export function seedExpenseReports(seeding: Seeding, writer: TransactionWriter): void {
  const { company, planted } = seeding;
  const random = createRandom("netsuite expenses");
  const travellers = company.employees.filter(
    ({ supervisorId, expenseLimit, hasLogin }) => supervisorId !== null && (hasLogin || expenseLimit > 250),
  );
  const count = expenseReportCount * company.scale;
  for (let index = 0; index < count; index++) {
    const employee = random.pick(travellers);
    const date = addDays(company.today, -Math.floor((index / count) * 728) - 1);
    const status = statuses.find(([upTo]) => index < upTo)?.[1] ?? "I";
    const isWaiting = status === "B" || status === "C";
    const project = random.pick(company.projects);
    const lines = Array.from({ length: random.integer(1, 5) }, (_, line) => {
      const category = random.integer(0, expenseCategories.length - 1);
      return {
        amount: random.amount(12, 640),
        account: accountId("6060"),
        memo: expenseCategories[category] ?? "",
        job: project.id,
        more: {
          category: category + 1,
          expensedate: addDays(date, -1 - line),
          receipt: random.isTrue(0.9) ? "T" : "F",
        },
      };
    });
    const isInjection = index === 12;
    const total = cents(lines.reduce((sum, { amount }) => sum + amount, 0));
    const id = writer.add({
      type: "ExpRept",
      date,
      entity: employee.id,
      subsidiaryId: employee.subsidiaryId,
      status,
      number: `ER-${40_001 + index}`,
      lines,
      unpaid: status === "I" ? 0 : total,
      mainAccount: accountId("2150"),
      more: {
        employee: Number(employee.id),
        createdby: Number(employee.id),
        nextapprover: isWaiting
          ? Number(status === "C" ? seeding.employeeCalled("Finance Manager").id : employee.supervisorId)
          : null,
        approvalstatus:
          status === "A" ? "11" : isWaiting ? "1" : status === "D" || status === "E" ? "3" : "2",
        memo: isInjection ? (injections[4] ?? null) : random.pick(purposes),
        policyviolated: total > 2_000 ? "T" : "F",
        supervisorapproval: "CEFI".includes(status) ? "T" : "F",
        accountingapproval: "FI".includes(status) ? "T" : "F",
      },
    });
    if (isInjection) planted.injections.push({ recordType: "expenseReport", id });
  }
}
