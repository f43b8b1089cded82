import { expect, test } from "vitest";
import { amount, daysLate, percent } from "./values.ts";

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

test("something due today is not late", () => {
  expect(daysLate("2026-11-20", "2026-11-20")).toBeUndefined();
  expect(daysLate("2026-11-19", "2026-11-20")).toBe(1);
});
