import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const now = Date.parse("2026-11-22T10:00:00Z");

test.each([
  ["120", 120_000],
  ["0", 0],
  ["Sun, 22 Nov 2026 10:00:05 GMT", 5_000],
  ["Sun, 22 Nov 2026 09:00:00 GMT", 0],
])("reads %s as %d ms", (value, expected) => {
  expect(retryAfterMs({ "retry-after": value }, now)).toBe(expected);
});

test.each(["", "-5", "12.5", "soon", "1e3"])("does not read %j", (value) => {
  expect(retryAfterMs({ "retry-after": value }, now)).toBeUndefined();
});

test("says nothing where the header is absent", () => {
  expect(retryAfterMs({}, now)).toBeUndefined();
});
