/** A row of SuiteQL: every value is text, and a null is absent. */
export type Row<Column extends string> = Partial<Record<Column, string>>;

/**
 * An amount as the books of the other side would show it: positive, two decimals. SuiteQL gives orders a negative sign and
 * other types a positive one; what a sign means is open, so it is dropped.
 */
export function amount(value: string | number | undefined): number | undefined {
  const parsed = quantity(value);
  return parsed === undefined ? undefined : Math.round(Math.abs(parsed) * 100) / 100;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A number, or undefined for what is not plainly one. `Number` alone would read a blank as 0, and a limit or an amount of 0
 * is a statement.
 */
export function quantity(value: string | number | undefined): number | undefined {
  const parsed = typeof value === "string" && !NUMBER.test(value) ? Number.NaN : Number(value ?? Number.NaN);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** A progress of 0 to 100. Whether SuiteQL gives 85 or 0.85 for it is open; the first is what REST shows. */
export const percent = (value: string | undefined): number | undefined => {
  const parsed = quantity(value);
  return parsed === undefined ? undefined : Math.round(parsed * 10) / 10;
};

/** SuiteQL writes booleans as T and F. */
export const isTrue = (value: string | undefined): boolean => value === "T";

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
export const cut = (text: string | undefined, characters: number): string | undefined =>
  text !== undefined && text.length > characters ? `${text.slice(0, characters - 1)}…` : text;

const DAY_MS = 86_400_000;

/** Dates are whole days in UTC, so that no clock change makes one longer. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

/** Whole days from one ISO date to the other; undefined where either is missing. */
export function daysBetween(from: string | undefined, to: string | undefined): number | undefined {
  const days = (Date.parse(to ?? "") - Date.parse(from ?? "")) / DAY_MS;
  return Number.isNaN(days) ? undefined : Math.floor(days);
}

/** How late something is: days past its date, undefined where it is not. */
export function daysLate(due: string | undefined, today: string): number | undefined {
  const days = daysBetween(due, today);
  return days !== undefined && days > 0 ? days : undefined;
}
