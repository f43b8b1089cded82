import { expect, test } from "vitest";
import { addDays, amount, compact, daysBetween, daysLate, percent } from "./values.ts";

test.each([
  ["-1234.5", 1234.5],
  ["0", 0],
  ["10.005", 10.01],
  [undefined, undefined],
  ["", undefined],
  ["abc", undefined],
  [" ", undefined],
  ["1,234.50", undefined],
  ["0x10", undefined],
  [".5", 0.5],
  ["1e3", 1000],
  [Number.NaN, undefined],
])("reads the amount %j as %j", (value, expected) => {
  expect(amount(value)).toBe(expected);
});

test("rounds a progress to one decimal", () => {
  expect(percent("85.4567")).toBe(85.5);
  expect(percent(undefined)).toBeUndefined();
});

test("leaves out what says nothing, and keeps zero and false", () => {
  expect(compact({ a: undefined, b: "", c: null, d: 0, e: false, f: "x" })).toEqual({
    d: 0,
    e: false,
    f: "x",
  });
});

test("counts days over a change of clocks, a leap day and a year", () => {
  expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
  expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(daysBetween(undefined, "2026-01-01")).toBeUndefined();
});

test("something due today is not late", () => {
  expect(daysLate("2026-11-20", "2026-11-20")).toBeUndefined();
  expect(daysLate("2026-11-19", "2026-11-20")).toBe(1);
});
