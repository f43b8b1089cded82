const moments = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});
const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** To the minute; the server does not know where the person is. */
export const momentText = (at: Date): string => `${moments.format(at)} UTC`;

/** Such as `22 Nov`. */
export const dayText = (day: string): string => days.format(new Date(`${day}T00:00:00Z`));

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 6 });

/** An amount with its currency, such as `USD 1,200.00`; the plain number where nobody knows the currency. Nothing is rounded off. */
export function amountText(amount: number, currency: string | undefined): string {
  if (currency === undefined) return numbers.format(amount);
  if (!/^[A-Z]{3}$/.test(currency)) return `${numbers.format(amount)} ${currency}`;
  const style = { style: "currency", currency, currencyDisplay: "code", maximumFractionDigits: 6 } as const;
  // It comes with a space that is none, which would stand there marked.
  return new Intl.NumberFormat("en", style).format(amount).replace(/\s/g, " ");
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long something is ago or lasts, in its largest unit. */
export function spanText(ms: number): string {
  if (ms < MINUTE_MS) return "less than a minute";
  if (ms < 2 * HOUR_MS) return counted(Math.floor(ms / MINUTE_MS), "minute");
  if (ms < 2 * DAY_MS) return counted(Math.floor(ms / HOUR_MS), "hour");
  return counted(Math.floor(ms / DAY_MS), "day");
}
