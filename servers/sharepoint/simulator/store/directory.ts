import type { Company, Contact } from "@gatehouse/demo";
import { guidOf } from "./identifiers.ts";
import type { Person } from "./model.ts";

const guestCount = 25;
/** Left the company years ago; a file is still checked out by him. */
export const formerEmployee = { email: "gerald.whitcombe@halden.example", name: "Gerald Whitcombe" };

export type Directory = ReturnType<typeof createDirectory>;

/** Everybody with an account: all employees, guests of subcontractors, and one who left. */
export function createDirectory(company: Company) {
  const people: Person[] = [];
  const add = (person: Omit<Person, "id" | "siteUserId">) =>
    people.push({ ...person, id: guidOf(`person ${person.email}`), siteUserId: people.length + 11 });
  for (const { email, firstName, lastName, title } of company.employees) {
    add({ email, name: `${firstName} ${lastName}`, title, isGuest: false, isActive: true });
  }
  for (const { email, firstName, lastName, title } of guestContacts(company)) {
    add({ email, name: `${firstName} ${lastName}`, title, isGuest: true, isActive: true });
  }
  add({ ...formerEmployee, title: "Project Engineer", isGuest: false, isActive: false });
  const byId = new Map(people.map((person) => [person.id, person]));
  const byEmail = new Map(people.map((person) => [person.email.toLowerCase(), person]));
  return {
    people,
    guests: people.filter(({ isGuest }) => isGuest),
    byId: (id: string) => byId.get(id),
    byEmail: (email: string) => byEmail.get(email.toLowerCase()),
    idOf: (email: string): string => {
      const person = byEmail.get(email.toLowerCase());
      if (!person) throw new Error(`The demo company knows nobody under ${email}.`);
      return person.id;
    },
  };
}

/** One contact per active subcontractor, each under an address of their own. */
function guestContacts({ contacts, vendors }: Company): Contact[] {
  const subcontractors = new Set(
    vendors.filter(({ category, isActive }) => category === "Subcontractor" && isActive).map(({ id }) => id),
  );
  const guests = new Map<string, Contact>();
  for (const contact of contacts) {
    if (guests.size < guestCount && subcontractors.has(contact.companyId) && !guests.has(contact.companyId))
      guests.set(contact.companyId, contact);
  }
  return [...guests.values()];
}

/** The name a person signs in to SharePoint under; guests carry their own address inside the tenant's. */
export const loginNameOf = (person: Person, mailDomain: string): string =>
  person.isGuest
    ? `i:0#.f|membership|${person.email.replace("@", "_")}#ext#@${mailDomain}`
    : `i:0#.f|membership|${person.email}`;
