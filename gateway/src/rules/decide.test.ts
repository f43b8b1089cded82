import type { Phase } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { type Decision, decide, isListed, type ToolFacts } from "./decide.ts";

const read: ToolFacts = { name: "s_get", phase: 1, risk: "read", system: "s" };
const write: ToolFacts = { name: "s_update", phase: 2, risk: "reversible", system: "s" };
const impact: ToolFacts = { name: "s_pay", phase: 3, risk: "irreversible", system: "s" };
const own: ToolFacts = { name: "gatehouse_whoami", phase: 1, risk: "read", system: undefined };

const rights = (open: Phase, ...tools: string[]) => ({
  grants: new Map(tools.map((tool) => [tool, ["role"]])),
  phases: new Map([["s", open]]),
});

const table: [ToolFacts, ReturnType<typeof rights>, Decision["kind"], Decision["why"]][] = [
  [read, rights(1), "refuse", "no_role_grants_it"],
  [read, rights(3), "refuse", "no_role_grants_it"],
  [read, rights(1, "s_get"), "allow", "read_granted"],
  [read, rights(1, "S_GET"), "refuse", "no_role_grants_it"],
  [write, rights(1, "s_update"), "refuse", "phase_closed"],
  [write, rights(2, "s_update"), "allow", "write_granted"],
  [write, rights(2, "s_get"), "refuse", "no_role_grants_it"],
  [impact, rights(2, "s_pay"), "refuse", "phase_closed"],
  [impact, rights(3, "s_pay"), "ask", "high_impact"],
  [own, rights(1), "allow", "own_tool"],
];

test.each(table)("%o under %o is %s: %s", (tool, given, kind, why) => {
  expect(decide(tool, given)).toMatchObject({ kind, why });
});

test("a system without a phase of its own is open for reading only", () => {
  expect(decide(write, { grants: new Map([["s_update", ["role"]]]), phases: new Map() }).why).toBe(
    "phase_closed",
  );
});

test("tools of a closed phase stay listed, tools no role grants do not", () => {
  expect(isListed(decide(impact, rights(1, "s_pay")))).toBe(true);
  expect(isListed(decide(impact, rights(3)))).toBe(false);
});
