import {
  addDays,
  type Employee as CompanyEmployee,
  type PersonName,
  personName,
  type Random,
} from "@gatehouse/demo";
import { personalData } from "./personal-data.ts";
import { cycle, firstId, type Seeding, type SeedPerson } from "./seeding.ts";

const leaverCount = 96;
const futureCount = 9;
const oldDepartment = "Yard and Logistics";

/** Whom only HR knows: people without an account in the ERP. The first three are the planted ones of the small department. */
const extraTitles = [
  "Executive Assistant",
  "Executive Assistant",
  "Contract Estimator",
  "Contract Estimator",
  "Safety Intern",
  "Engineering Intern",
  "Engineering Intern",
  "Seasonal Laborer",
  "Seasonal Laborer",
  "Seasonal Laborer",
  "Yard Attendant",
  "Field Technician",
];

const departmentOf: Record<string, string> = {
  "Executive Assistant": "Executive",
  "Contract Estimator": "Project Delivery",
  "Safety Intern": "Safety and Quality",
  "Engineering Intern": "Project Delivery",
  "Yard Attendant": oldDepartment,
};

/** Everybody the company ever had: 400 shared with the other systems, 12 that only HR has, 96 who left and 9 who have not begun. */
export function seedPeople(seeding: Seeding): void {
  const { company, planted, people, store } = seeding;
  const random = seeding.random("people");
  let nextId = firstId.employee;
  const add = (person: Omit<SeedPerson, "id" | "record">, name: PersonName, email: string) => {
    const id = String(nextId++);
    const record = {
      id,
      lastChanged: `${addDays(company.today, -random.integer(1, 300))}T08:00:00+00:00`,
      firstName: name.first,
      lastName: name.last,
      workEmail: email,
      ...personalData(random, person, company, Number(id)),
    };
    people.push({ ...person, id, record });
    return id;
  };
  const ids = new Map<string, string>();
  for (const known of company.employees) {
    const name = { first: known.firstName, last: known.lastName, mailName: "" };
    const managerId = known.supervisorId === null ? null : (ids.get(known.supervisorId) ?? null);
    ids.set(known.id, add(fromCompany(seeding, known, managerId), name, known.email));
  }
  addExtras(seeding, random, add);
  for (let index = 0; index < (leaverCount + futureCount) * company.scale; index++) {
    const kind = index < leaverCount * company.scale ? "leaver" : "future";
    const name = personName(random);
    const id = add(fromOutside(seeding, random, kind), name, `${name.mailName}.h${index + 1}@halden.example`);
    if (kind === "future") planted.futureHires.push(id);
  }
  plantNames(seeding);
  for (const { record } of people) store.employees.seed(record);
}

type Add = (person: Omit<SeedPerson, "id" | "record">, name: PersonName, email: string) => string;

function fromCompany(
  { company }: Seeding,
  known: CompanyEmployee,
  managerId: string | null,
): Omit<SeedPerson, "id" | "record"> {
  const location = company.locations.find(({ id }) => id === known.locationId);
  const division = company.subsidiaries.find(({ id }) => id === known.subsidiaryId);
  return {
    known,
    kind: "staff",
    title: known.title,
    department: company.departments.find(({ id }) => id === known.departmentId)?.name ?? "",
    location: location?.name ?? "",
    division: division?.name.replace("Halden ", "") ?? "",
    currency: division?.currency ?? "USD",
    hireDate: known.hireDate,
    leftOn: null,
    managerId,
  };
}

/** Somebody whom the other systems do not know, at home in the first location. */
function elsewhere(seeding: Seeding, title: string, managerId: string | null) {
  const { company } = seeding;
  return {
    known: undefined,
    title,
    department: departmentOf[title] ?? "Field Services",
    location: company.locations[0]?.name ?? "",
    division: "General Contracting",
    currency: "USD" as const,
    leftOn: null,
    managerId,
  };
}

function addExtras(seeding: Seeding, random: Random, add: Add): void {
  const { company, planted, today } = seeding;
  const foreman = seeding.called("Foreman").id;
  const chief = seeding.called("Chief Executive Officer").id;
  const extras = Array.from({ length: company.scale }, () => extraTitles).flat();
  const made = extras.map((title, index) => {
    const managerId = title === "Executive Assistant" ? chief : foreman;
    // At scale the small department stays small.
    const isSpare = index >= extraTitles.length && title === "Executive Assistant";
    const person = elsewhere(seeding, isSpare ? "Seasonal Laborer" : title, isSpare ? foreman : managerId);
    const hireDate = addDays(today, -random.integer(90, 900));
    const twin = index === extraTitles.length - 1 ? seeding.allCalled("Field Technician")[3] : undefined;
    const own = personName(random);
    const name = twin
      ? { first: twin.record.firstName ?? "", last: twin.record.lastName ?? "", mailName: "namesake" }
      : own;
    const id = add(
      { ...person, kind: "extra", hireDate },
      name,
      `${name.mailName}.x${index + 1}@halden.example`,
    );
    if (twin) planted.namesakes = [twin.id, id];
    return id;
  });
  const [, , contractor = "", , first = "", second = "", , , , , inOldDepartment = ""] = made;
  planted.contractor = contractor;
  planted.loop = [first, second];
  planted.archivedDepartment = { name: oldDepartment, employeeId: inOldDepartment };
  planted.smallDepartment = { name: "Executive", employeeIds: [chief, made[0] ?? "", made[1] ?? ""] };
  const [one, other] = [first, second].map((id) => seeding.people.find((person) => person.id === id));
  if (one && other) Object.assign(one, { managerId: other.id });
  if (one && other) Object.assign(other, { managerId: one.id });
  const unhired = seeding.people.find(({ id }) => id === contractor);
  if (unhired) unhired.record.hireDate = "0000-00-00";
}

function fromOutside(seeding: Seeding, random: Random, kind: "leaver" | "future") {
  const { today } = seeding;
  const title = random.pick(["Field Technician", "Laborer", "Carpenter", "Mechanic", "Warehouse Clerk"]);
  const person = elsewhere(seeding, title, cycle(seeding.allCalled("Foreman"), random.integer(0, 1_000)).id);
  if (kind === "future") return { ...person, kind, hireDate: addDays(today, random.integer(3, 60)) };
  const leftOn = addDays(today, -random.integer(10, 1_400));
  return { ...person, kind, leftOn, hireDate: addDays(leftOn, -random.integer(60, 2_500)) };
}

/** Preferred names, the longest name, and an e-mail that differs from the one of the other systems. */
function plantNames({ people, planted }: Seeding): void {
  const crews = people.filter(({ kind, title }) => kind === "staff" && title === "Field Technician");
  ["Sam", "Kit", "Ray", "Lou", "Max"].forEach((preferred, index) => {
    const person = crews[10 + index * 7];
    if (!person) return;
    person.record.preferredName = preferred;
    planted.preferredNames.push(person.id);
  });
  const length = ({ record }: SeedPerson) => `${record.firstName} ${record.lastName}`.length;
  planted.longName = people.reduce((a, b) => (length(b) > length(a) ? b : a)).id;
  const other = people.find(({ title }) => title === "Project Engineer");
  if (!other) return;
  const email = `${other.record.lastName?.normalize("NFD").replace(/[^A-Za-z]/g, "")}@field.halden.example`;
  planted.otherEmail = {
    employeeId: other.id,
    email: email.toLowerCase(),
    companyEmail: other.record.workEmail ?? "",
  };
  other.record.workEmail = email.toLowerCase();
}
