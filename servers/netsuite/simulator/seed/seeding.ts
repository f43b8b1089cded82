import type { Company, Employee, Vendor } from "@gatehouse/demo";
import { addDays } from "@gatehouse/demo";
import type { Row } from "../store.ts";
import type { Planted } from "./planted.ts";

/** What every part of the seed works with. */
export type Seeding = {
  company: Company;
  planted: Planted;
  insert: (table: string, row: Row) => void;
  /** The employee with this title; the first, where several share it. */
  employeeCalled: (title: string) => Employee;
  employeesCalled: (...titles: string[]) => Employee[];
  /** Whoever may approve orders. */
  approvers: Employee[];
  vendorsOf: (subsidiaryId: string) => Vendor[];
  vendorById: ReadonlyMap<string, Vendor>;
  periodOf: (date: string) => number;
  /** Waiting orders over 100,000 and within their approver's limit, of which one gets a twin among those already approved. */
  largeOrders: { id: string; vendorId: string; date: string; reference: string }[];
  /** Orders placed per project, in the project's currency; rejected ones left out. */
  committed: Map<string, number>;
};

export const firstPeriodId = 301;
/** The seed knows accounting periods for this many months up to the present one, and two beyond. */
export const monthsBack = 27;

export function createSeeding(company: Company, planted: Planted, insert: Seeding["insert"]): Seeding {
  const titled = Map.groupBy(company.employees, (employee) => employee.title);
  const employeesCalled = (...titles: string[]) => titles.flatMap((title) => titled.get(title) ?? []);
  const active = Map.groupBy(
    company.vendors.filter((vendor) => vendor.isActive),
    (vendor) => vendor.subsidiaryId,
  );
  const monthNumber = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  const firstMonth = monthNumber(company.today) - monthsBack;
  return {
    company,
    planted,
    insert,
    employeesCalled,
    employeeCalled: (title) => {
      const [employee] = employeesCalled(title);
      if (!employee) throw new Error(`The demo company has no ${title}.`);
      return employee;
    },
    approvers: company.employees.filter(({ purchaseOrderApprovalLimit }) => purchaseOrderApprovalLimit !== 0),
    vendorsOf: (subsidiaryId) => active.get(subsidiaryId) ?? [],
    vendorById: new Map(company.vendors.map((vendor) => [vendor.id, vendor])),
    periodOf: (date) => firstPeriodId + monthNumber(date) - firstMonth,
    largeOrders: [],
    committed: new Map(),
  };
}

/** A moment of the working day of `date`, to the minute. */
export function momentOf(date: string, seed: number): string {
  const hour = String(8 + (seed % 9)).padStart(2, "0");
  const minute = String((seed * 7) % 60).padStart(2, "0");
  return `${date}T${hour}:${minute}:00Z`;
}

/** `date` or, should it lie in the future, `today`. */
export const notAfter = (date: string, today: string): string => (date > today ? today : date);

/** A due date by terms. */
export const dueAfter = (date: string, terms: "Net 30" | "Net 45"): string =>
  addDays(date, terms === "Net 30" ? 30 : 45);

/** To whole cents. */
export const cents = (amount: number): number => Math.round(amount * 100) / 100;

/** The element at `index`, counted round. */
export function cycle<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("There is nothing to choose from in an empty list.");
  return item;
}

/** The vendor whose e-mail was changed lately; a supplier, so that nothing else is planted on it. */
export function vendorWithChangedEmail(company: Company): Vendor {
  const suppliers = company.vendors.filter(
    ({ category, subsidiaryId }) => category === "Supplier" && subsidiaryId === "1",
  );
  return cycle(
    suppliers.filter(({ isActive, nearDuplicateOf }) => isActive && nearDuplicateOf === null),
    11,
  );
}

export const daysSinceEmailChange = 3;
