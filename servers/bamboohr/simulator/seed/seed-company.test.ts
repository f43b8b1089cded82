import { createCompany, demoPeople } from "@gatehouse/demo";
import { expect, test } from "vitest";
import { viewOf } from "../people/person-view.ts";
import { createStore, rowGroup } from "../store.ts";
import { balanceOn } from "../time-off/balances.ts";
import { timeOffPolicies } from "../time-off/time-off-types.ts";
import { injections } from "./injections.ts";
import { seedCompany } from "./seed-company.ts";

function seeded(options: { scale?: number; today?: string } = {}) {
  const company = createCompany(options);
  const store = createStore();
  return { company, store, planted: seedCompany(store, company) };
}

const { company, store, planted } = seeded();
const { today } = company;
const employee = (id: string) => {
  const found = store.employees.get(id);
  if (!found) throw new Error(`There is no employee ${id}.`);
  return found;
};
const request = (id: string) => {
  const found = store.requests.get(id);
  if (!found) throw new Error(`There is no request ${id}.`);
  return found;
};

test("The company has the people that HR counts", () => {
  const people = store.employees.all();
  const active = people.filter(({ status }) => status === "Active");
  const begun = active.filter(({ hireDate }) => (hireDate ?? "") <= today);
  expect([begun.length, active.length - begun.length, people.length - active.length]).toEqual([412, 9, 96]);
});

test("Everybody of the ERP is here under the same work e-mail, but for the one who is planted", () => {
  const emails = new Set(store.employees.all().map(({ workEmail }) => workEmail));
  const missing = company.employees.filter(({ email }) => !emails.has(email)).map(({ email }) => email);
  expect(missing).toEqual([planted.otherEmail.companyEmail]);
});

test("Histories have the rows that were decided, and everybody has at least one of each", () => {
  const count = (table: string) => store.rows.all().filter((row) => row.table === table).length;
  expect([count("jobInfo"), count("employmentStatus"), count("compensation")]).toEqual([1_251, 760, 1_480]);
  for (const { id } of store.employees.all()) {
    for (const table of ["jobInfo", "employmentStatus", "compensation"])
      expect(store.rows.of(rowGroup(id, table)).length, `${table} of ${id}`).toBeGreaterThan(0);
  }
});

test("The row in force today says the title, place and manager that the ERP says", () => {
  const byEmail = new Map(store.employees.all().map((person) => [person.workEmail, person]));
  const emailOf = new Map(company.employees.map(({ id, email }) => [id, email]));
  for (const known of company.employees) {
    const person = byEmail.get(known.email);
    if (!person) continue;
    const { job, manager } = viewOf(store, person, today);
    const expected = emailOf.get(known.supervisorId ?? "");
    expect([job?.values.jobTitle, manager?.employeeNumber ?? null], known.email).toEqual([
      known.title,
      expected === undefined ? null : known.supervisorId,
    ]);
  }
});

test("There are 78 accounts, every named person has one, and their levels fit their work", () => {
  const levels = new Map(store.users.all().map(({ email, level }) => [email, level]));
  expect(levels.size).toBe(78);
  const named = Object.fromEntries(
    demoPeople.map(({ email, given_name }) => [given_name, levels.get(email)]),
  );
  expect(named).toEqual({
    Amara: "employee",
    Tomás: "manager",
    Ingrid: "director",
    Priya: "hrAdmin",
    Daniel: "employee",
    Mei: "employee",
    Ruth: "employee",
    Leon: "employee",
    Sandra: "director",
    Yara: "manager",
  });
  const counted = Map.groupBy(levels.values(), (level) => level);
  expect(
    ["owner", "hrAdmin", "payroll", "safety", "service"].map((level) => counted.get(level)?.length),
  ).toEqual([1, 3, 1, 1, 1]);
});

test("Time off, files, goals and hiring have the volumes that were decided", () => {
  const waiting = store.requests.all().filter(({ status }) => status === "requested");
  expect([store.requests.all().length, waiting.length]).toEqual([3_400, 38]);
  expect(new Set(planted.pendingRequests)).toEqual(new Set(waiting.map(({ id }) => id)));
  expect([store.files.all().length - 60, store.files.of("company").length]).toEqual([2_300, 60]);
  expect([store.goals.all().length, store.jobs.all().length, store.applications.all().length]).toEqual([
    320, 12, 260,
  ]);
});

test("Two people share a name and two report to each other", () => {
  const [one, other] = planted.namesakes.map(employee);
  expect([one?.firstName, one?.lastName]).toEqual([other?.firstName, other?.lastName]);
  const [first, second] = planted.loop;
  const managerOf = (id: string) => viewOf(store, employee(id), today).manager?.id;
  expect([managerOf(first), managerOf(second)]).toEqual([second, first]);
});

test("The planted requests are in the trouble that their names say", () => {
  const over = request(planted.overBalance);
  const vacation = timeOffPolicies.find(({ id }) => id === "12");
  if (!vacation) throw new Error("There is no vacation policy.");
  const account = { store, today } as Parameters<typeof balanceOn>[0];
  const asked = Object.values(over.dates).reduce((sum, amount) => sum + amount, 0);
  expect(asked).toBeGreaterThan(balanceOn(account, over.employeeId, vacation, over.start));
  const [late, early] = [request(planted.overlapping.requestId), request(planted.overlapping.otherId)];
  expect([late.employeeId, late.start <= early.end, early.status]).toEqual([
    early.employeeId,
    true,
    "approved",
  ]);
  const holidays = new Set(store.holidays.all().map(({ date }) => date));
  expect(Object.keys(request(planted.acrossHoliday).dates).filter((day) => holidays.has(day))).not.toEqual(
    [],
  );
  expect(request(planted.superceded.requestId)).toMatchObject({
    status: "superceded",
    replacedBy: planted.superceded.replacedBy,
  });
  const own = request(planted.ownApproval.requestId);
  expect(own.steps).toEqual([{ approver: own.employeeId, done: false }]);
  expect(employee(planted.leaver.employeeId).status).toBe("Inactive");
});

test("A manager is away today while seven people wait for them alone", () => {
  const { employeeId, requestIds } = planted.awayManager;
  const away = store.requests.of(employeeId).filter(({ status }) => status === "approved");
  expect(away.some(({ start, end }) => start <= today && end >= today)).toBe(true);
  expect(requestIds).toHaveLength(7);
  for (const id of requestIds) expect(request(id).steps[0]).toEqual({ approver: employeeId, done: false });
});

test("Six crane operators on projects under way hold a certificate that has run out", () => {
  const active = new Set(
    company.projects.filter(({ stage }) => stage === "active").map(({ number }) => number),
  );
  expect(planted.expiredCertificates).toHaveLength(6);
  for (const { employeeId, rowId, project } of planted.expiredCertificates) {
    const row = store.rows.get(rowId);
    expect([row?.values.customCertificate, String(row?.values.customExpires) < today]).toEqual([
      "Crane operator",
      true,
    ]);
    expect([employee(employeeId).customCurrentProject, active.has(project)]).toEqual([project, true]);
  }
});

test("The small department has three people, the archived one still has somebody", () => {
  const departmentOf = (id: string) => viewOf(store, employee(id), today).job?.values.department;
  const inSmall = store.employees
    .all()
    .filter(({ status }) => status === "Active")
    .filter(({ id }) => departmentOf(id) === planted.smallDepartment.name);
  expect(inSmall.map(({ id }) => id)).toEqual(planted.smallDepartment.employeeIds);
  const option = store.options.of("department").find(({ isArchived }) => isArchived);
  expect([option?.name, departmentOf(planted.archivedDepartment.employeeId)]).toEqual([
    planted.archivedDepartment.name,
    planted.archivedDepartment.name,
  ]);
});

test("One pay row is a hundred times too high, one contractor has no hire date, one person was hired twice", () => {
  const rows = store.rows.of(rowGroup(planted.payMistake.employeeId, "compensation"));
  const rate = (row: (typeof rows)[number] | undefined) =>
    Number((row?.values.rate as { value: string } | undefined)?.value);
  expect(rate(store.rows.get(planted.payMistake.rowId))).toBeGreaterThan(1_000);
  expect(employee(planted.contractor).hireDate).toBe("0000-00-00");
  const statuses = store.rows.of(rowGroup(planted.rehire, "employmentStatus"));
  expect(statuses.map(({ values }) => values.employmentStatus)).toEqual([
    "Full-Time",
    "Terminated",
    "Full-Time",
  ]);
});

test("Texts that talk to machines lie in a note, an answer and two files", () => {
  expect(request(planted.injections.requestId).employeeNote).toBe(injections.requestNote);
  const application = store.applications.get(planted.injections.applicationId);
  expect(application?.answers.map(({ answer }) => answer)).toContain(injections.applicationAnswer);
  const words = (id: string) => JSON.stringify(store.files.get(id)?.content);
  expect(words(planted.injections.companyFileId)).toContain(injections.companyFile);
  expect(words(planted.injections.employeeFile.fileId)).toContain("Quick Pay");
});

test("Identity numbers are recognisable, also the ones under a harmless name", () => {
  for (const person of store.employees.all()) {
    expect(person[planted.disguisedField]).toContain(planted.canary);
    expect(person.ssn ?? person.sin).toContain(planted.canary);
  }
});

test("The same arguments give the same seed, and a larger scale more of everything but the planted", () => {
  const again = seeded();
  expect(again.store.employees.all()).toEqual(store.employees.all());
  expect(again.store.requests.all()).toEqual(store.requests.all());
  expect(again.planted).toEqual(planted);
  const larger = seeded({ scale: 2 });
  expect(larger.store.employees.all()).toHaveLength(2 * 517);
  expect(larger.planted.smallDepartment.employeeIds).toHaveLength(3);
  expect(larger.planted.expiredCertificates).toHaveLength(6);
});
