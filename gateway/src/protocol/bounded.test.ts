import { expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { isBounded } from "./bounded.ts";

const nested = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth));

test("nesting is bounded, and ten thousand levels end at the bound", () => {
  expect(isBounded(nested(LIMITS.nesting))).toBe(true);
  expect(isBounded(nested(LIMITS.nesting + 2))).toBe(false);
  expect(isBounded(nested(10_000))).toBe(false);
});

test("the number of values is bounded", () => {
  expect(isBounded(Array(LIMITS.elements - 1).fill(0))).toBe(true);
  expect(isBounded(Array(LIMITS.elements).fill(0))).toBe(false);
});

test("a key named __proto__ is refused at every depth", () => {
  expect(isBounded(JSON.parse('{"a":[{"__proto__":{"admin":true}}]}'))).toBe(false);
});

test("of too many values none is looked at", () => {
  let looks = 0;
  const values = new Proxy(Array(LIMITS.elements).fill(0), {
    get(target, key, receiver) {
      if (key !== "length") looks += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  expect(isBounded([values])).toBe(false);
  expect(looks).toBe(0);
});
