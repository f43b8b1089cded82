import { addDays, type Company } from "@gatehouse/demo";
import type { Row, Store, Value } from "../store.ts";
import type { Planted } from "./planted.ts";

/** What every part of the seed works with. */
export type Seeding = {
  company: Company;
  store: Store;
  planted: Planted;
  today: string;
  scale: number;
  /** Active users by the team they belong to: whoever sells, and whoever serves. */
  sellers: Row[];
  agents: Row[];
  userByEmail: ReadonlyMap<string, Row>;
  /** What the ERP knows under an id, as an account. */
  accountByErpId: Map<string, Row>;
  accounts: Row[];
  contactsOf: Map<string, Row[]>;
  openOpportunities: Row[];
  closedOpportunities: Row[];
  cases: Row[];
};

/** A moment of the working day of `date`; `seed` decides which. */
export function momentOn(date: string, seed: number): string {
  const hour = String(8 + (Math.abs(seed) % 9)).padStart(2, "0");
  const minute = String((Math.abs(seed) * 7) % 60).padStart(2, "0");
  const second = String((Math.abs(seed) * 13) % 60).padStart(2, "0");
  return `${date}T${hour}:${minute}:${second}.000+0000`;
}

/** Who made a record and who changed it last, `createdDays` and `changedDays` before today. */
export function stamps(
  { today }: Pick<Seeding, "today">,
  userId: Value,
  createdDays: number,
  changedDays: number,
  seed: number,
): Record<string, Value> {
  const created = momentOn(addDays(today, -createdDays), seed);
  // Nothing of today's working day has happened yet when the simulator's clock starts.
  const changed = momentOn(addDays(today, -Math.max(1, Math.min(changedDays, createdDays))), seed + 3);
  const [last = changed] = [created, changed].sort().reverse();
  return {
    IsDeleted: false,
    CreatedDate: created,
    CreatedById: userId,
    LastModifiedDate: last,
    LastModifiedById: userId,
    SystemModstamp: last,
  };
}

/** The element at `index`, counted round. */
export function cycle<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("There is nothing to choose from in an empty list.");
  return item;
}
