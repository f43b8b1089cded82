import { ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { cell, day, isWord, isYes, list, money, number, object, text } from "./wire.ts";

test.each([
  [88, "88"],
  [" 88 ", "88"],
  ["0000-00-00", undefined],
  ["", undefined],
  [null, undefined],
  [{ id: 1 }, undefined],
])("%j reads as the text %j", (value, read) => {
  expect(text(value)).toBe(read);
});

test.each([
  ["-16.00", -16],
  ["62.50", 62.5],
  [8, 8],
  ["", undefined],
  ["1e3", undefined],
  [null, undefined],
])("%j reads as the number %j", (value, read) => {
  expect(number(value)).toBe(read);
});

test("lists come as arrays or keyed by id, and nothing else is one", () => {
  expect(list([{ id: 1 }])).toEqual(list({ 7: { id: 1 } }));
  for (const value of [undefined, null, "x", "<table/>", [1]]) expect(() => list(value)).toThrow(ToolError);
  for (const value of [undefined, [], "x"]) expect(() => object(value)).toThrow(ToolError);
});

test("dates, words and yes have several forms", () => {
  expect(day("2026-02-14T22:30:07+0000")).toBe("2026-02-14");
  expect(day("0000-00-00")).toBeUndefined();
  expect([isWord("Active", "active"), isWord(null, "active")]).toEqual([true, false]);
  expect([isYes("yes"), isYes(true), isYes("no"), isYes(undefined)]).toEqual([true, true, false, false]);
});

test("money is one text, and what nobody declared is no cell", () => {
  expect(money({ currency: "USD", value: "38.50" })).toBe("38.50 USD");
  expect(cell({ nested: { ssn: "1" } })).toBeUndefined();
  expect(cell(["A", "B"])).toBe("A, B");
});
