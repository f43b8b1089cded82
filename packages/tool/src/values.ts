/** The object without its empty fields: an answer carries nothing that says nothing. Zero and false say something. */
export const compact = <T extends object>(value: T): Compact<T> =>
  Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined && field !== "" && field !== null),
  ) as Compact<T>;

/** Fields that may be undefined become optional ones. */
export type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** At most so many characters, of which the last then is an ellipsis. What is absent stays so. */
export const cut = <Text extends string | undefined>(text: Text, characters: number): Text | string =>
  text !== undefined && text.length > characters ? `${text.slice(0, characters - 1)}…` : text;

const DAY_MS = 86_400_000;

/** So many days after an ISO date, as one. Dates are whole days in UTC, so that no clock change makes one longer. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

/** Whole days from the calendar day of one ISO date or time to that of another; undefined where either is missing or none. */
export function daysBetween(from: string | undefined, to: string | undefined): number | undefined {
  const days = (Date.parse(to?.slice(0, 10) ?? "") - Date.parse(from?.slice(0, 10) ?? "")) / DAY_MS;
  return Number.isNaN(days) ? undefined : Math.floor(days);
}
