import { expect, test } from "vitest";
import { completeLifetimes } from "./lifetimes.ts";

const HOUR = 3_600;
const idle = (given: Parameters<typeof completeLifetimes>[0]) => completeLifetimes(given).refreshIdleSeconds;

test("a connection may rest for a working day, and always for longer than its access token lives", () => {
  expect(idle({})).toBe(8 * HOUR);
  expect(idle({ accessTokenSeconds: 4 * HOUR })).toBe(8 * HOUR);
  expect(idle({ accessTokenSeconds: 9 * HOUR })).toBe(18 * HOUR);
});

test("no connection rests beyond the end of its login", () => {
  expect(idle({ accessTokenSeconds: 24 * HOUR, loginSeconds: 24 * HOUR })).toBe(24 * HOUR);
});

test("a time that was set stays as it was set", () => {
  expect(idle({ accessTokenSeconds: 9 * HOUR, refreshIdleSeconds: HOUR })).toBe(HOUR);
});
