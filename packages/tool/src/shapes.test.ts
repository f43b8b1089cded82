import { expect, test } from "vitest";
import { date, detail, money } from "./shapes.ts";

test.each([
  ["2028-02-29", true],
  ["2026-02-29", false],
  ["2026-13-01", false],
  ["2026-1-1", false],
  ["2026-01-01T00:00:00Z", false],
])("whether %j is a date: %j", (text, isDate) => {
  expect(date.safeParse(text).success).toBe(isDate);
});

test("a bound on an amount is never negative, and bounded itself", () => {
  expect([-1, 0, 1e12, 1e13].map((value) => money.safeParse(value).success)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("rows are concise unless somebody asks for more", () => {
  expect(detail.parse(undefined)).toBe("concise");
});
