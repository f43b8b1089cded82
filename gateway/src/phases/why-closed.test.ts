import { expect, test } from "vitest";
import type { Closing, Opening, PhaseState } from "./openings.ts";
import { whyClosed } from "./why-closed.ts";

const at = new Date("2026-11-20T09:00:00Z");
const closing = (more: Partial<Closing> = {}): Closing => ({
  system: "s",
  phase: 2,
  role: undefined,
  closedAt: at,
  closedAs: "brake",
  by: "Mei Tanaka",
  reason: "orders came twice",
  ...more,
});
const opening = (more: Partial<Opening> = {}): Opening => ({
  id: "1",
  system: "s",
  phase: 2,
  role: undefined,
  openers: [],
  openedAt: at,
  endsAt: undefined,
  ...more,
});
const state = (more: Partial<PhaseState> = {}): PhaseState => ({
  isKnown: true,
  open: [],
  closings: [],
  ...more,
});
const asked = { system: "s", title: "NetSuite", needed: 2, open: 1, roles: ["clerk"] } as const;
const said = (known: PhaseState, more: object = {}) =>
  whyClosed(known, { ...asked, ...more }).split(" This tool needs")[0];

test.each([
  ["brake", {}, "the brake was pulled by Mei Tanaka: orders came twice."],
  ["closing", { closedAs: "closed" }, "it was closed by Mei Tanaka: orders came twice."],
  [
    "demotion",
    { closedAs: "demoted", by: undefined, reason: "5 of 20 failed" },
    "Gatehouse closed it by itself: 5 of 20 failed.",
  ],
  ["end", { closedAs: "ended", by: undefined, reason: undefined }, "it was opened until then only."],
  ["brake without a name", { by: undefined }, "the brake was pulled by somebody: orders came twice."],
] as const)("after a %s it says since when, by whom and why", (_, more, why) => {
  expect(said(state({ closings: [closing(more)] }))).toBe(
    `NetSuite is open for reading only (phase 1) since 2026-11-20: ${why}`,
  );
});

test("only what was about this system, this phase and these roles explains it, and of that the last", () => {
  const other = [closing({ system: "t" }), closing({ role: "manager" })];
  expect(said(state({ closings: other }))).toBe(
    "NetSuite is open for reading only (phase 1); phase 2 has not been opened yet.",
  );
  const later = closing({ phase: 3, closedAt: new Date("2026-11-22T09:00:00Z"), reason: "an audit" });
  expect(
    said(state({ closings: [closing(), later, closing({ role: "clerk", closedAt: new Date(0) })] })),
  ).toContain("since 2026-11-22: the brake was pulled by Mei Tanaka: an audit.");
  expect(said(state({ closings: [closing({ phase: 2 })] }), { needed: 3, open: 2 })).toContain(
    "phase 3 has not been opened",
  );
});

test("a trial with others and an exception are said as such", () => {
  expect(said(state({ open: [opening({ role: "manager" })] }))).toBe(
    "NetSuite is open for reading only (phase 1); phase 2 has not been opened for you yet. Phase 2 is on trial with some people first.",
  );
  expect(said(state({ open: [opening()] }))).toBe(
    "NetSuite is open for reading only (phase 1) for you, by an exception in the configuration.",
  );
});
