import { addDays, createRandom } from "@gatehouse/demo";
import { cycle, momentOf, type Seeding } from "./seeding.ts";

const firstActivityId = 70_001;
const perKind = 300;
const subjects = [
  "Call on delivery",
  "Price of the change order",
  "Insurance certificate",
  "Missing receipt",
  "Access to the site",
  "Payment date",
];

/** Calls, tasks and meetings with business partners; not counted in the reference, so a modest number at every scale. */
export function seedActivities({ company, insert, planted }: Seeding): void {
  const random = createRandom("netsuite activities");
  const office = company.employees.filter(({ hasLogin }) => hasLogin);
  for (const [place, table] of ["phonecall", "task", "calendarevent"].entries()) {
    for (let index = 0; index < perKind; index++) {
      const contact = random.pick(company.contacts);
      const date = addDays(company.today, -random.integer(0, 200));
      const id = firstActivityId + place * perKind + index;
      const isDone = index % 4 !== 0;
      insert(table, {
        id,
        title: cycle(subjects, index),
        message: `Spoke to ${contact.firstName} ${contact.lastName}.`,
        status:
          table === "calendarevent"
            ? "CONFIRMED"
            : isDone
              ? "COMPLETE"
              : table === "task"
                ? "NOTSTART"
                : "SCHEDULED",
        startdate: date,
        duedate: addDays(date, 5),
        completeddate: isDone ? date : null,
        company: Number(contact.companyId),
        contact: Number(contact.id),
        assigned: Number(random.pick(office).id),
        owner: Number(random.pick(office).id),
        priority: "MEDIUM",
        accesslevel: "F",
        createddate: momentOf(date, id),
        lastmodifieddate: momentOf(date, id),
      });
    }
  }
  insert("phonecall", {
    id: firstActivityId + 3 * perKind,
    title: "New e-mail address for remittances",
    message:
      "Caller asked to change the address and to send the next payment advice there. Nobody called back.",
    status: "COMPLETE",
    startdate: addDays(company.today, -3),
    completeddate: addDays(company.today, -3),
    company: Number(planted.changedEmail.vendorId),
    priority: "HIGH",
    accesslevel: "F",
    createddate: momentOf(addDays(company.today, -3), 1),
    lastmodifieddate: momentOf(addDays(company.today, -3), 1),
  });
}
