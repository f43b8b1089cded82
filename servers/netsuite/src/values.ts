import { daysBetween } from "@gatehouse/tool";

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

/** How late something is: days past its date, undefined where it is not. */
export function daysLate(due: string | undefined, today: string): number | undefined {
  const days = daysBetween(due, today);
  return days !== undefined && days > 0 ? days : undefined;
}
