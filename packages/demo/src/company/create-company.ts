import type { Company } from "./company.ts";
import { createContacts, createCustomers } from "./customers.ts";
import { createEmployees } from "./employees.ts";
import { departments, locations, subsidiaries } from "./organisation.ts";
import { createProjects } from "./projects.ts";
import { createVendors } from "./vendors.ts";

export const defaultToday = "2026-11-20";

const firstEntityId = 101;

/**
 * Halden Group, a general contractor and field services firm: 400 people, 650 vendors, 240 customers, 140 projects. Equal arguments give
 * equal data. `today` is an ISO date to which every other date is relative; `scale` multiplies people and business partners (10 for
 * load), while the organisation and the planted oddities stay as they are.
 */
export function createCompany({
  today = defaultToday,
  scale = 1,
}: {
  today?: string;
  scale?: number;
} = {}): Company {
  let nextId = firstEntityId;
  const take = <Row>(rows: Row[]) => {
    nextId += rows.length;
    return rows;
  };
  const employees = take(createEmployees(today, scale, nextId));
  const vendors = take(createVendors(today, scale, nextId));
  const customers = take(createCustomers(scale, nextId, employees));
  const contacts = take(createContacts(scale, nextId, customers, vendors));
  const projects = take(createProjects(today, scale, nextId, customers, employees));
  return {
    name: "Halden Group",
    mailDomain: "halden.example",
    today,
    scale,
    subsidiaries: structuredClone(subsidiaries),
    departments: structuredClone(departments),
    locations: structuredClone(locations),
    employees,
    vendors,
    customers,
    contacts,
    projects,
  };
}
