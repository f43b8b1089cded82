import { expect, test } from "vitest";
import { type Pin, standingOf, UNSEEN_MS } from "./pins.ts";

const now = Date.now();
const definition = { server: "s", name: "a" };
const pin: Pin = {
  name: "a",
  definition,
  definitionHash: "one",
  approvedBy: "p",
  approvedAt: new Date(0),
  seen: definition,
  seenHash: "one",
  seenAt: new Date(now),
};

test.each([
  ["open", {}],
  ["new", { definition: null, definitionHash: null }],
  ["changed", { seenHash: "two" }],
  ["changed", { definitionHash: null }],
  ["gone", { seen: null, seenHash: null }],
  ["unseen", { seenAt: new Date(now - UNSEEN_MS - 1) }],
])("a tool is %s", (standing, change) => {
  expect(standingOf({ ...pin, ...change }, now)).toBe(standing);
});

test("what nobody knows is new, and so closed", () => {
  expect(standingOf(undefined)).toBe("new");
});
