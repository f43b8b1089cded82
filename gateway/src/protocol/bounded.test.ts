import { expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { isBounded } from "./bounded.ts";

const nested = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth));

test("nesting is bounded, and a million levels cost no call frames", () => {
  expect(isBounded(nested(LIMITS.nesting))).toBe(true);
  expect(isBounded(nested(LIMITS.nesting + 2))).toBe(false);
});

test("the number of values is bounded", () => {
  expect(isBounded(Array(LIMITS.elements - 1).fill(0))).toBe(true);
  expect(isBounded(Array(LIMITS.elements).fill(0))).toBe(false);
});

test("a key named __proto__ is refused at every depth", () => {
  expect(isBounded(JSON.parse('{"a":[{"__proto__":{"admin":true}}]}'))).toBe(false);
});
