import { expect, test } from "vitest";
import type { Employee } from "./company.ts";
import { createCompany } from "./create-company.ts";
import { demoPeople } from "./demo-people.ts";

const company = createCompany();
const { employees, vendors, customers, contacts, projects } = company;
const byId = new Map(employees.map((employee) => [employee.id, employee]));
const employeeOf = (email: string) => employees.find((employee) => employee.email === email) as Employee;
const active = projects.filter(({ stage }) => stage === "active");

test("Equal arguments give equal companies, and another day moves every date along", () => {
  expect(createCompany()).toEqual(company);
  const later = createCompany({ today: "2026-11-21" });
  expect(later.projects[0]?.projectedEndDate).not.toBe(projects[0]?.projectedEndDate);
  expect(later.employees.map(({ email }) => email)).toEqual(employees.map(({ email }) => email));
});

test("There are as many people, partners and projects as the reference says, and ten times as many at scale 10", () => {
  const sizes = (from: typeof company) =>
    [from.employees, from.vendors, from.customers, from.contacts, from.projects].map(({ length }) => length);
  expect(sizes(company)).toEqual([400, 650, 240, 700, 140]);
  expect(sizes(createCompany({ scale: 10 }))).toEqual([4_000, 6_500, 2_400, 7_000, 1_400]);
});

test("Ids are unique across all of them, and so are e-mails, numbers and project numbers", () => {
  for (const scale of [1, 10]) {
    const large = createCompany({ scale });
    const everything = [
      large.employees,
      large.vendors,
      large.customers,
      large.contacts,
      large.projects,
    ].flat();
    expect(new Set(everything.map(({ id }) => id)).size).toBe(everything.length);
    expect(new Set(large.employees.map(({ email }) => email)).size).toBe(large.employees.length);
    expect(new Set(large.projects.map(({ number }) => number)).size).toBe(large.projects.length);
    expect(large.projects.every(({ number }) => /^J-\d{5}$/.test(number))).toBe(true);
  }
});

test("Everybody but one has a supervisor, five levels deep and without a circle", () => {
  const depth = (employee: Employee | undefined): number =>
    employee?.supervisorId ? 1 + depth(byId.get(employee.supervisorId)) : 1;
  expect(employees.filter(({ supervisorId }) => supervisorId === null)).toHaveLength(1);
  expect(Math.max(...employees.map(depth))).toBe(5);
});

test("Each demo person is an employee of that name and title with the fields of a claim", () => {
  expect(demoPeople).toHaveLength(10);
  for (const person of demoPeople) {
    const { firstName, lastName, title } = employeeOf(person.email);
    expect([firstName, lastName, title]).toEqual([person.given_name, person.family_name, person.title]);
  }
  expect(demoPeople.find(({ given_name }) => given_name === "Leon")?.groups).toEqual([]);
});

test("Ingrid Solberg may approve up to 250,000; twelve people may approve at all, one without limit", () => {
  expect(employeeOf("ingrid.solberg@halden.example").purchaseOrderApprovalLimit).toBe(250_000);
  const limits = employees
    .map(({ purchaseOrderApprovalLimit }) => purchaseOrderApprovalLimit)
    .filter((limit) => limit !== 0);
  expect(limits).toHaveLength(12);
  expect(limits.filter((limit) => limit === null)).toHaveLength(1);
});

test("Sixty people have a login, Leon Fischer has none", () => {
  expect(employees.filter(({ hasLogin }) => hasLogin)).toHaveLength(60);
  expect(employeeOf("leon.fischer@halden.example").hasLogin).toBe(false);
});

test("Twelve active projects are late and four have no manager; Tomás Rivera runs nine, three of them late", () => {
  const late = active.filter(({ projectedEndDate }) => projectedEndDate < company.today);
  expect([active.length, late.length]).toEqual([55, 12]);
  expect(active.filter(({ managerId }) => managerId === null)).toHaveLength(4);
  const { id } = employeeOf("tomas.rivera@halden.example");
  expect(active.filter(({ managerId }) => managerId === id)).toHaveLength(9);
  expect(late.filter(({ managerId }) => managerId === id)).toHaveLength(3);
});

test("Project dates are in order", () => {
  for (const { number, startDate, projectedEndDate, baselineEndDate, actualEndDate } of projects) {
    expect(startDate < projectedEndDate && startDate < baselineEndDate, number).toBe(true);
    expect(actualEndDate === null || actualEndDate < company.today, number).toBe(true);
  }
});

test("Vendors: 45 % subcontractors, 6 % inactive, eight near duplicates, five subcontractors with expired insurance", () => {
  const expired = vendors.filter(
    ({ isActive, insuranceExpiry }) =>
      isActive && insuranceExpiry !== null && insuranceExpiry < company.today,
  );
  expect(vendors.filter(({ category }) => category === "Subcontractor")).toHaveLength(293);
  expect(vendors.filter(({ isActive }) => !isActive)).toHaveLength(39);
  expect(vendors.filter(({ nearDuplicateOf }) => nearDuplicateOf !== null)).toHaveLength(8);
  expect(expired.map(({ category }) => category)).toEqual(Array.from({ length: 5 }, () => "Subcontractor"));
});

test("Names hold apostrophes, other alphabets, right-to-left words and more than 200 letters", () => {
  const names = [...vendors, ...customers].map(({ name }) => name);
  const people = [...employees, ...contacts].map(({ firstName, lastName }) => `${firstName} ${lastName}`);
  for (const pattern of [/'/, /[\u0600-\u06FF]/, /[\u3040-\u9FFF]/, /^.{200,}$/]) {
    expect(
      names.some((name) => pattern.test(name)),
      String(pattern),
    ).toBe(true);
  }
  for (const pattern of [/'/, /[\u0600-\u06FF]/, /[\u0590-\u05FF]/, /^.{80,}$/]) {
    expect(
      people.some((name) => pattern.test(name)),
      String(pattern),
    ).toBe(true);
  }
});

test("Every reference leads somewhere", () => {
  const companies = new Set([...customers, ...vendors].map(({ id }) => id));
  expect(contacts.every(({ companyId }) => companies.has(companyId))).toBe(true);
  expect(
    projects.every(
      ({ customerId, managerId }) => companies.has(customerId) && (managerId === null || byId.has(managerId)),
    ),
  ).toBe(true);
  expect(
    customers.every(
      ({ salesRepresentativeId, parentId }) =>
        byId.has(salesRepresentativeId) && (parentId === null || companies.has(parentId)),
    ),
  ).toBe(true);
});

test("No e-mail address leaves the domains reserved for examples", () => {
  const everybody = [...employees, ...customers, ...contacts, ...vendors];
  expect(everybody.filter(({ email }) => !/^[a-z0-9.-]+@([a-z0-9-]+\.)*example$/.test(email))).toEqual([]);
});
