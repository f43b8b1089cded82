import {
  addDays,
  type Company,
  type Employee as CompanyEmployee,
  createRandom,
  type Random,
} from "@gatehouse/demo";
import type { CellValue, Employee } from "../records.ts";
import type { Store } from "../store.ts";
import type { Planted } from "./planted.ts";

/** Somebody of the seed: the record, what the company knows of them, and what histories are made from. */
export type SeedPerson = {
  id: string;
  record: Employee;
  /** Undefined for whoever only HR knows. */
  known: CompanyEmployee | undefined;
  kind: "staff" | "extra" | "leaver" | "future";
  title: string;
  department: string;
  location: string;
  division: string;
  currency: "USD" | "CAD";
  hireDate: string;
  leftOn: string | null;
  managerId: string | null;
};

/** What every part of the seed works with. */
export type Seeding = {
  company: Company;
  store: Store;
  planted: Planted;
  today: string;
  people: SeedPerson[];
  /** The person with this title; the first, where several share it. */
  called(title: string): SeedPerson;
  allCalled(title: string): SeedPerson[];
  byEmail(email: string): SeedPerson;
  /** People who work here today. */
  active: SeedPerson[];
  reportsOf(id: string): SeedPerson[];
  random(subject: string): Random;
  addRow(employeeId: string, table: string, values: Record<string, CellValue>): string;
};

/** Number ranges do not meet, so that an id of one kind never finds a record of another. */
export const firstId = {
  employee: 2_001,
  row: 40_001,
  user: 90_001,
  request: 500_001,
  file: 200_001,
  goal: 30_001,
  job: 44,
  application: 611,
  applicant: 150_001,
  training: 60_001,
};

export function createSeeding(company: Company, store: Store, planted: Planted): Seeding {
  const people: SeedPerson[] = [];
  let nextRow = firstId.row;
  const allCalled = (title: string) => people.filter((person) => person.title === title);
  const need = (person: SeedPerson | undefined, what: string): SeedPerson => {
    if (!person) throw new Error(`The demo company has no ${what}.`);
    return person;
  };
  return {
    company,
    store,
    planted,
    today: company.today,
    people,
    allCalled,
    called: (title) => need(allCalled(title)[0], title),
    byEmail: (email) =>
      need(
        people.find(({ known }) => known?.email === email),
        email,
      ),
    get active() {
      return people.filter(({ kind }) => kind === "staff" || kind === "extra");
    },
    reportsOf: (id) => people.filter(({ managerId, kind }) => managerId === id && kind !== "leaver"),
    random: (subject) => createRandom(`bamboohr ${subject}`),
    addRow: (employeeId, table, values) => {
      const id = String(nextRow++);
      store.rows.seed({ id, employeeId, table, values });
      return id;
    },
  };
}

/** How `total` things fall on `count` holders, at least `least` on each: the same for the same random. */
export function spread(random: Random, total: number, count: number, least: number): number[] {
  const shares = Array.from({ length: count }, () => least);
  for (let left = total - least * count; left > 0; left--) {
    const index = random.integer(0, count - 1);
    shares[index] = (shares[index] ?? 0) + 1;
  }
  return shares;
}

/** The element at `index`, counted round. */
export function cycle<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("There is nothing to choose from in an empty list.");
  return item;
}

export const isWeekend = (date: string): boolean => new Date(date).getUTCDay() % 6 === 0;

/** The first working day from `date` on. */
export function workday(date: string): string {
  let day = date;
  while (isWeekend(day)) day = addDays(day, 1);
  return day;
}

/** Every day of a span that is neither a weekend nor in `free`. */
export function workdays(start: string, end: string, free: ReadonlySet<string>): string[] {
  const days: string[] = [];
  for (let day = start; day <= end; day = addDays(day, 1)) {
    if (!isWeekend(day) && !free.has(day)) days.push(day);
  }
  return days;
}
