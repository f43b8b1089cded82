/** What a field of a row can hold: JSON's own types, or nothing. */
export type Cell = string | number | boolean | null | undefined;
export type Row<Name extends string = string> = Partial<Record<Name, Cell>>;

export const text = (value: Cell): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export const quantity = (value: Cell): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

/** Money with two decimals, as Salesforce shows it. */
export const amount = (value: Cell): number | undefined => {
  const parsed = quantity(value);
  return parsed === undefined ? undefined : Math.round(parsed * 100) / 100;
};

/** Salesforce writes `2026-11-03T14:05:11.000+0000`, which not every reader takes; this is ISO 8601 to the second. */
export function moment(value: Cell): string | undefined {
  const time = Date.parse(text(value) ?? "");
  return Number.isNaN(time) ? undefined : `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The object without its empty fields: an answer carries nothing that says nothing. */
export const compact = <T extends object>(value: T): Compact<T> =>
  Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined && field !== "" && field !== null),
  ) as Compact<T>;

/** Fields that may be undefined become optional ones. */
type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** At most so many characters, of which the last then is an ellipsis. */
export const cut = (value: string | undefined, characters: number): string | undefined =>
  value !== undefined && value.length > characters ? `${value.slice(0, characters - 1)}…` : value;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Dates are whole days in UTC, so that no clock change makes one longer. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

/** Whole days from one ISO date or time to another; undefined where either is missing. */
export function daysBetween(from: string | undefined, to: string | undefined): number | undefined {
  const days = (Date.parse(to?.slice(0, 10) ?? "") - Date.parse(from?.slice(0, 10) ?? "")) / DAY_MS;
  return Number.isNaN(days) ? undefined : Math.floor(days);
}

/** Whole hours from one time to another, never below 0; undefined where either is missing. */
export function hoursBetween(from: string | undefined, to: string | undefined): number | undefined {
  const hours = (Date.parse(to ?? "") - Date.parse(from ?? "")) / HOUR_MS;
  return Number.isNaN(hours) ? undefined : Math.max(0, Math.floor(hours));
}
