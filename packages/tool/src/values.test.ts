import { expect, test } from "vitest";
import { addDays, compact, cut, daysBetween } from "./values.ts";

test("leaves out what says nothing, and keeps zero and false", () => {
  expect(compact({ a: undefined, b: "", c: null, d: 0, e: false, f: "x" })).toEqual({
    d: 0,
    e: false,
    f: "x",
  });
});

test.each([
  ["four", 4, "four"],
  ["fives", 4, "fiv…"],
  [undefined, 4, undefined],
])("%j cut to %d characters is %j", (text, characters, expected) => {
  expect(cut(text, characters)).toBe(expected);
});

test("counts days over a change of clocks, a leap day and a year", () => {
  expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
  expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
});

test("between two days the hour does not count, and between a day and none there is no number", () => {
  expect(daysBetween("2026-11-19T23:59:00Z", "2026-11-20")).toBe(1);
  expect(daysBetween("2026-11-20", "2026-11-19")).toBe(-1);
  expect(daysBetween(undefined, "2026-01-01")).toBeUndefined();
  expect(daysBetween("2026-01-01", "soon")).toBeUndefined();
});
