/** Spans of whole months or quarters of the calendar, whatever the org's fiscal year. */
export const PERIODS = [
  "last_month",
  "this_month",
  "next_month",
  "last_quarter",
  "this_quarter",
  "next_quarter",
  "last_year",
  "this_year",
  "next_year",
  "any",
] as const;
export type Period = (typeof PERIODS)[number];

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
const STEPS = { last: -1, this: 0, next: 1 } as const;

/** First and last day of a period around today; undefined for any time. */
export function periodOf(period: Period, today: string): { from: string; to: string } | undefined {
  if (period === "any") return undefined;
  const [step, unit] = period.split("_") as [keyof typeof STEPS, keyof typeof MONTHS];
  const months = MONTHS[unit];
  const [year = 0, month = 1] = today.split("-").map(Number);
  const first = Math.floor((month - 1) / months) * months + STEPS[step] * months;
  const day = (at: Date) => at.toISOString().slice(0, 10);
  // Day 0 of a month is the last of the one before.
  return {
    from: day(new Date(Date.UTC(year, first, 1))),
    to: day(new Date(Date.UTC(year, first + months, 0))),
  };
}
