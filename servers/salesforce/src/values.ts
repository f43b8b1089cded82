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

const HOUR_MS = 3_600_000;

/** Whole hours from one time to another, never below 0; undefined where either is missing. */
export function hoursBetween(from: string | undefined, to: string | undefined): number | undefined {
  const hours = (Date.parse(to ?? "") - Date.parse(from ?? "")) / HOUR_MS;
  return Number.isNaN(hours) ? undefined : Math.max(0, Math.floor(hours));
}
