import { malformedQuery } from "../errors.ts";

/** Days from `start` (included) to `end` (excluded), as ISO dates. */
export type DayRange = { start: string; end: string };

type Unit = "DAY" | "WEEK" | "MONTH" | "QUARTER" | "YEAR";

const dayMs = 86_400_000;
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The first day of the unit that holds `today`, moved by `count` units. A week begins on Sunday, the fiscal year in January. */
function startOf(today: string, unit: Unit, count: number): string {
  const date = new Date(`${today}T00:00:00Z`);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case "DAY":
      return iso(date.getTime() + count * dayMs);
    case "WEEK":
      return iso(date.getTime() + (count * 7 - date.getUTCDay()) * dayMs);
    case "MONTH":
      return iso(Date.UTC(year, month + count, 1));
    case "QUARTER":
      return iso(Date.UTC(year, Math.floor(month / 3) * 3 + count * 3, 1));
    case "YEAR":
      return iso(Date.UTC(year + count, 0, 1));
  }
}

/** Whole units from one to another, counted from the one that holds today. */
const range = (today: string, unit: Unit, from: number, to: number): DayRange => ({
  start: startOf(today, unit, from),
  end: startOf(today, unit, to),
});

/** Words for fixed spans of days. LAST_90_DAYS ends with today, NEXT_90_DAYS begins with tomorrow. */
const single: Record<string, [unit: Unit, from: number, to: number]> = {
  YESTERDAY: ["DAY", -1, 0],
  TODAY: ["DAY", 0, 1],
  TOMORROW: ["DAY", 1, 2],
  LAST_90_DAYS: ["DAY", -90, 1],
  NEXT_90_DAYS: ["DAY", 1, 91],
};

/** Fiscal and calendar units are the same in an org whose fiscal year begins in January. */
const unitOf = (words: string): Unit => words.replace(/^FISCAL_/, "").replace(/S$/, "") as Unit;

/** The days that a date word such as LAST_WEEK or LAST_N_DAYS:30 stands for. LAST_N_DAYS takes in today, NEXT_N_DAYS does not. */
export function daysOf(word: string, today: string): DayRange {
  const [name = "", number] = word.toUpperCase().split(":");
  const fixed = single[name];
  if (fixed) return range(today, ...fixed);
  const near = /^(LAST|THIS|NEXT)_((?:FISCAL_)?(?:WEEK|MONTH|QUARTER|YEAR))$/.exec(name);
  if (near) {
    const from = { LAST: -1, THIS: 0, NEXT: 1 }[near[1] as "LAST"];
    return range(today, unitOf(near[2] ?? ""), from, from + 1);
  }
  const counted = /^(LAST|NEXT)_N_((?:FISCAL_)?(?:DAY|WEEK|MONTH|QUARTER|YEAR)S)$/.exec(name);
  const count = Number(number);
  if (counted && Number.isInteger(count)) {
    const unit = unitOf(counted[2] ?? "");
    // LAST_N_DAYS is the only one that takes in the present unit; weeks, months and years stop before it.
    if (counted[1] === "LAST") return range(today, unit, -count, unit === "DAY" ? 1 : 0);
    return range(today, unit, 1, count + 1);
  }
  const ago = /^N_((?:FISCAL_)?(?:DAY|WEEK|MONTH|QUARTER|YEAR)S)_AGO$/.exec(name);
  if (ago && Number.isInteger(count)) return range(today, unitOf(ago[1] ?? ""), -count, -count + 1);
  throw malformedQuery(`unexpected token: '${word}'`);
}
