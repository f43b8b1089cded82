import { addDays, createRandom } from "@gatehouse/demo";
import type { SeededTask } from "./seed-tasks.ts";
import { cycle, momentOf, type Seeding } from "./seeding.ts";

const timeBillCount = 20_000;
const firstTimeId = 50_001;
const memos = [
  "Formwork",
  "Pour and finish",
  "Rough-in",
  "Trim-out",
  "Inspection",
  "Service call",
  "Travel between sites",
  "Clean-up",
];

/** 20,000 time entries per unit of scale over six months; the newest 600 wait for approval, forty are not submitted, ten were rejected. */
export function seedTimeBills({ company, insert }: Seeding, tasks: SeededTask[]): void {
  const random = createRandom("netsuite time");
  const crews = company.employees.filter(
    ({ departmentId }) => departmentId === "7" || departmentId === "8" || departmentId === "6",
  );
  const active = new Set(company.projects.filter(({ stage }) => stage === "active").map(({ id }) => id));
  const targets = tasks.filter(({ projectId }) => active.has(projectId));
  const count = timeBillCount * company.scale;
  for (let index = 0; index < count; index++) {
    const employee = cycle(crews, index * 31 + (index >> 5));
    const task = random.pick(targets);
    const date = addDays(company.today, -1 - Math.floor((index / count) * 180));
    const status = index < 40 ? "1" : index < 640 ? "2" : index < 650 ? "4" : "3";
    const moment = momentOf(date, index);
    insert("timebill", {
      id: firstTimeId + index,
      trandate: date,
      employee: Number(employee.id),
      customer: Number(task.projectId),
      casetaskevent: Number(task.id),
      item: 103 + (index % 14),
      hours: random.integer(2, 20) / 2,
      memo: cycle(memos, index),
      rejectionnote: status === "4" ? "Wrong project" : null,
      isbillable: index % 3 === 0 ? "T" : "F",
      supervisorapproval: status === "3" ? "T" : "F",
      approvalstatus: status,
      nextapprover: employee.supervisorId === null ? null : Number(employee.supervisorId),
      subsidiary: Number(employee.subsidiaryId),
      department: Number(employee.departmentId),
      createddate: moment,
      lastmodifieddate: moment,
    });
  }
}
