import { addDays, namedPeople } from "@gatehouse/demo";
import type { LevelName } from "../access/access-levels.ts";
import { firstId, type Seeding, type SeedPerson } from "./seeding.ts";

const userCount = 78;
const hrAdminCount = 3;

/** The account that no person owns; a key of it sees everything and changes nothing. */
export const serviceUserEmail = "gatehouse.service@halden.example";

/** Who has an account: the owner, HR, payroll, one safety officer, managers and named staff, up to 78 with the service account. */
export function seedUsers(seeding: Seeding): void {
  const { people, company, store, today } = seeding;
  const levels = new Map<string, LevelName>();
  const hr = [seeding.called("HR Manager"), ...seeding.allCalled("HR Business Partner")];
  levels.set(seeding.called("HR Director").id, "owner");
  for (const person of hr.slice(0, hrAdminCount)) levels.set(person.id, "hrAdmin");
  levels.set(seeding.called("Accounts Payable Clerk").id, "payroll");
  levels.set(seeding.called("Safety Officer").id, "safety");
  const managers = new Set(people.map(({ managerId }) => managerId));
  const named = new Set(namedPeople.map(({ email }) => email));
  const isNamed = ({ known }: SeedPerson) => known !== undefined && named.has(known.email);
  const usual = (person: SeedPerson): LevelName => {
    if (!managers.has(person.id)) return "employee";
    return /Director|Chief/.test(person.title) ? "director" : "manager";
  };
  const candidates = people.filter(({ kind }) => kind === "staff");
  const chosen = [
    ...candidates.filter(({ id }) => levels.has(id)),
    ...candidates.filter(isNamed),
    ...candidates.filter(({ id }) => managers.has(id)),
    ...candidates,
  ];
  const holders = [...new Set(chosen)].slice(0, userCount * company.scale - 1);
  const random = seeding.random("users");
  holders.forEach((person, index) => {
    store.users.seed({
      id: String(firstId.user + index),
      employeeId: person.id,
      firstName: person.record.firstName ?? "",
      lastName: person.record.lastName ?? "",
      email: person.record.workEmail ?? "",
      status: index === userCount - 5 ? "disabled" : "enabled",
      lastLogin: `${addDays(today, -random.integer(0, 60))}T12:00:00+00:00`,
      level: levels.get(person.id) ?? usual(person),
    });
  });
  store.users.seed({
    id: String(firstId.user + holders.length),
    employeeId: null,
    firstName: "Gatehouse",
    lastName: "Service",
    email: serviceUserEmail,
    status: "enabled",
    lastLogin: null,
    level: "service",
  });
}
