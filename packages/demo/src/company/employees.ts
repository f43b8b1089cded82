import { phoneNumber } from "./business-names.ts";
import type { Company, Employee } from "./company.ts";
import { addDays } from "./dates.ts";
import { namedPeople } from "./demo-people.ts";
import { departmentId, locations } from "./organisation.ts";
import { type PersonName, personName, unusualNames } from "./person-names.ts";
import { createRandom, type Random } from "./random.ts";

/**
 * One line of the chart: how many people share a title, under which title they report, and what they may spend and approve.
 * `approval` is the purchase order approval limit; five levels deep, the field crews at the bottom.
 */
type Position = {
  title: string;
  department: string;
  under: string | null;
  count: number;
  /** True when the number of people grows with the scale of the company. */
  grows?: boolean;
  approval?: number | null;
  buys?: number;
  login?: boolean;
};

const leaders: Position[] = [
  {
    title: "Chief Executive Officer",
    department: "Executive",
    under: null,
    count: 1,
    approval: null,
    buys: 10_000,
  },
  ...lead("Chief Executive Officer", [
    ["Chief Financial Officer", "Finance", 250_000],
    ["Operations Director", "Operations", 250_000],
    ["Project Delivery Director", "Project Delivery", 50_000],
    ["Field Services Director", "Field Services", 50_000],
    ["HR Director", "Human Resources", 0],
    ["IT Director", "Information Technology", 0],
    ["Sales Director", "Sales", 0],
    ["Safety and Quality Director", "Safety and Quality", 0],
  ]),
  ...lead("Chief Financial Officer", [
    ["Finance Manager", "Finance", 50_000],
    ["Controller", "Finance", 0],
    ["Internal Auditor", "Finance", 0],
  ]),
  ...lead("Operations Director", [
    ["Equipment Manager", "Operations", 50_000],
    ["Procurement Manager", "Operations", 10_000],
    ["Warehouse Manager", "Operations", 10_000],
  ]),
  ...lead("HR Director", [["HR Manager", "Human Resources", 0]]),
  ...lead("IT Director", [["IT Manager", "Information Technology", 0]]),
  ...lead("Sales Director", [["Regional Sales Manager", "Sales", 0]]),
  ...lead("Safety and Quality Director", [["Safety Manager", "Safety and Quality", 0]]),
  ...lead("Project Delivery Director", [["Project Executive, Mountain", "Project Delivery", 10_000]]),
  ...lead("Project Delivery Director", [["Project Executive, Southwest", "Project Delivery", 10_000]]),
  ...lead("Field Services Director", [["Field Services Manager", "Field Services", 10_000]]),
];

const staff: Position[] = [
  {
    title: "Project Manager",
    department: "Project Delivery",
    under: "Project Executive, Mountain",
    count: 14,
    buys: 2_500,
  },
  {
    title: "Superintendent",
    department: "Project Delivery",
    under: "Project Executive, Southwest",
    count: 8,
    buys: 2_500,
  },
  { title: "Foreman", department: "Field Services", under: "Field Services Manager", count: 16, buys: 2_500 },
  { title: "HR Business Partner", department: "Human Resources", under: "HR Manager", count: 3, login: true },
  {
    title: "IT Administrator",
    department: "Information Technology",
    under: "IT Manager",
    count: 3,
    login: true,
  },
  { title: "Account Executive", department: "Sales", under: "Regional Sales Manager", count: 8, login: true },
  { title: "Accounts Payable Clerk", department: "Finance", under: "Controller", count: 6, login: true },
  {
    title: "Buyer",
    department: "Operations",
    under: "Procurement Manager",
    count: 6,
    buys: 10_000,
    login: false,
  },
  {
    title: "Project Engineer",
    department: "Project Delivery",
    under: "Project Manager",
    count: 24,
    grows: true,
  },
  {
    title: "Safety Officer",
    department: "Safety and Quality",
    under: "Safety Manager",
    count: 10,
    grows: true,
  },
  { title: "Mechanic", department: "Operations", under: "Equipment Manager", count: 18, grows: true },
  { title: "Warehouse Clerk", department: "Operations", under: "Warehouse Manager", count: 14, grows: true },
  { title: "Field Technician", department: "Field Services", under: "Foreman", count: 150, grows: true },
  { title: "Carpenter", department: "Project Delivery", under: "Superintendent", count: 60, grows: true },
];

function lead(under: string, rows: [title: string, department: string, approval: number][]): Position[] {
  return rows.map(([title, department, approval]) => ({
    title,
    department,
    under,
    count: 1,
    approval,
    buys: 10_000,
  }));
}

const headcount = 400;
const lastTitle = "Laborer";
const loginCount = 60;

/** The whole workforce, leaders first, each under somebody who comes earlier; `firstId` is the id of the first. */
export function createEmployees(today: string, scale: number, firstId: number): Employee[] {
  const random = createRandom("employees");
  const taken = new Set(namedPeople.map((person) => person.email));
  const unusual = [...unusualNames];
  const employees: Employee[] = [];
  const byTitle = new Map<string, Employee[]>();
  for (const position of positions(scale)) {
    for (let index = 0; index < position.count; index++) {
      const named = index === 0 ? namedPeople.find((person) => person.title === position.title) : undefined;
      const name = named
        ? { first: named.given_name, last: named.family_name, mailName: named.email.split("@")[0] as string }
        : nameFor(random, employees.length, unusual);
      const above = position.under === null ? undefined : byTitle.get(position.under);
      const employee = hire(random, today, position, {
        id: String(firstId + employees.length),
        name,
        email: named?.email ?? freeMail(name.mailName, taken),
        supervisor: above?.[index % above.length],
      });
      employees.push(employee);
      byTitle.set(position.title, [...(byTitle.get(position.title) ?? []), employee]);
    }
  }
  giveLogins(employees);
  return employees;
}

/** Every position with its final head count: the crews fill up to 400 people per unit of scale. */
function positions(scale: number): Position[] {
  const all = [...leaders, ...staff].map((position) => ({
    ...position,
    count: position.grows ? position.count * scale : position.count,
  }));
  const filled = all.reduce((sum, position) => sum + position.count, 0);
  const rest: Position = {
    title: lastTitle,
    department: "Field Services",
    under: "Foreman",
    count: headcount * scale - filled,
  };
  return [...all, rest];
}

/** Unusual names are strewn among the crews, far from the leaders whom tests and tours mention. */
function nameFor(random: Random, index: number, unusual: PersonName[]): PersonName {
  return index > 120 && index % 17 === 0 && unusual.length > 0
    ? (unusual.shift() as PersonName)
    : personName(random);
}

function freeMail(mailName: string, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const email = `${mailName}${number === 1 ? "" : number}@halden.example`;
    if (taken.has(email)) continue;
    taken.add(email);
    return email;
  }
}

type Hired = { id: string; name: PersonName; email: string; supervisor: Employee | undefined };

function hire(random: Random, today: string, position: Position, hired: Hired): Employee {
  const approval = position.approval ?? (position.approval === null ? null : 0);
  const isField = position.grows === true || position.title === lastTitle;
  const location = isField ? random.pick(locations) : (locations[0] as Company["locations"][number]);
  const isEquipment = position.title === "Mechanic";
  return {
    id: hired.id,
    firstName: hired.name.first,
    lastName: hired.name.last,
    email: hired.email,
    phone: phoneNumber(random),
    title: position.title,
    departmentId: departmentId(position.department),
    locationId: isEquipment ? "8" : location.id,
    subsidiaryId: isEquipment ? "3" : location.subsidiaryId,
    supervisorId: hired.supervisor?.id ?? null,
    hireDate: addDays(today, -random.integer(20, 5_500)),
    hasLogin: position.login ?? false,
    isProjectManager: position.title === "Project Manager",
    purchaseOrderLimit: position.buys ?? 0,
    purchaseOrderApprovalLimit: approval,
    expenseLimit: position.buys ? 1_000 : 250,
    expenseApprovalLimit: approval === null ? null : position.buys ? 5_000 : 0,
  };
}

/** The leaders and the office have accounts in the ERP, the crews have none, Leon Fischer among them. */
function giveLogins(employees: Employee[]): void {
  let left = loginCount - employees.filter((employee) => employee.hasLogin).length;
  for (const employee of employees) {
    if (left === 0 || employee.hasLogin || employee.title === "Field Technician") continue;
    employee.hasLogin = true;
    left -= 1;
  }
}
