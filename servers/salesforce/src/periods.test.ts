import { expect, test } from "vitest";
import { type Period, periodOf } from "./periods.ts";

test.each<[Period, string, string, string]>([
  ["this_quarter", "2026-11-20", "2026-10-01", "2026-12-31"],
  ["last_quarter", "2026-02-01", "2025-10-01", "2025-12-31"],
  ["next_quarter", "2026-11-20", "2027-01-01", "2027-03-31"],
  ["this_month", "2028-02-29", "2028-02-01", "2028-02-29"],
  ["last_month", "2026-01-31", "2025-12-01", "2025-12-31"],
  ["next_month", "2026-01-31", "2026-02-01", "2026-02-28"],
  ["last_year", "2026-11-20", "2025-01-01", "2025-12-31"],
])("%s of %s is from %s to %s", (period, today, from, to) => {
  expect(periodOf(period, today)).toEqual({ from, to });
});

test("any time has no ends", () => {
  expect(periodOf("any", "2026-11-20")).toBeUndefined();
});
