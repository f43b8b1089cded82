import { expect, test } from "vitest";
import { argumentsHash, canonicalJson } from "./arguments-hash.ts";

test("order of keys does not matter, order of items does", () => {
  expect(canonicalJson({ b: [2, 1], a: { d: null, c: "é" } })).toBe('{"a":{"c":"é","d":null},"b":[2,1]}');
  expect(argumentsHash({ a: 1, b: 2 })).toBe(argumentsHash({ b: 2, a: 1 }));
  expect(argumentsHash({ a: [1, 2] })).not.toBe(argumentsHash({ a: [2, 1] }));
  expect(argumentsHash({ a: "1" })).not.toBe(argumentsHash({ a: 1 }));
});
