import { expect, test } from "vitest";
import { CHANGE_STATES, isFinal, mayBecome, TRANSITIONS } from "./states.ts";

test("every state can be reached from where requests begin, and every one leads to an end", () => {
  const reached = new Set<string>(["confirming", "pending", "executing"]);
  for (const from of reached) for (const to of TRANSITIONS[from as keyof typeof TRANSITIONS]) reached.add(to);
  expect([...reached].toSorted()).toEqual([...CHANGE_STATES].toSorted());
  expect(CHANGE_STATES.filter(isFinal)).toEqual(["done", "failed", "rejected", "withdrawn", "expired"]);
});

test("nothing is sent but from where it was decided: confirmed by its requester or approved by another", () => {
  expect(CHANGE_STATES.filter((from) => mayBecome(from, "executing"))).toEqual(["confirming", "approved"]);
  expect(CHANGE_STATES.filter((from) => mayBecome(from, "approved"))).toEqual(["pending", "unknown"]);
});

test("what was sent can no longer be withdrawn, rejected or let lapse", () => {
  for (const to of ["withdrawn", "rejected", "expired"] as const)
    for (const from of ["approved", "executing", "unknown"] as const) expect(mayBecome(from, to)).toBe(false);
});
