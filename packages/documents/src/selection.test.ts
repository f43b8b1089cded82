import { expect, test } from "vitest";
import { columnLetters, columnNumber, parsePages, parseRange } from "./selection.ts";

const open = Number.POSITIVE_INFINITY;

test.each([
  ["3", [3]],
  ["2-4", [2, 3, 4]],
  [" 6, 1-2 ,2", [1, 2, 6]],
  ["8-99", [8, 9]],
])("reads pages %j", (pages, expected) => {
  expect(parsePages(pages, 9, "page")).toEqual(expected);
});

test.each(["", "0", "10", "4-2", "a", "1;2", "-1", "1-2-3"])("refuses pages %j of nine", (pages) => {
  expect(() => parsePages(pages, 9, "page")).toThrow();
});

test.each([
  ["B7", [7, 7, 2, 2]],
  ["$A$1:$D$20", [1, 20, 1, 4]],
  ["D20:A1", [1, 20, 1, 4]],
  ["b:AA", [1, open, 2, 27]],
  ["5:80", [5, 80, 1, open]],
])("reads range %j", (range, [firstRow, lastRow, firstColumn, lastColumn]) => {
  expect(parseRange(range)).toEqual({ firstRow, lastRow, firstColumn, lastColumn });
});

test.each(["", "A", "5", "A1:B", "A:3", "A1:", ":B2", "A1-B2", "AAAA1"])("refuses range %j", (range) => {
  expect(() => parseRange(range)).toThrow(/"range" is not understood/);
});

test("counts columns as a sheet does", () => {
  for (const [letters, number] of [
    ["A", 1],
    ["Z", 26],
    ["AA", 27],
    ["XFD", 16_384],
  ] as const) {
    expect(columnNumber(letters)).toBe(number);
    expect(columnLetters(number)).toBe(letters);
  }
});
