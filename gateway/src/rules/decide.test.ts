import type { Phase } from "@gatehouse/tool";
import { expect, test } from "vitest";
import type { ArgumentRule, Asked } from "./argument-rule.ts";
import { type Decision, decide, isListed, type ToolFacts } from "./decide.ts";

const read: ToolFacts = { name: "s_get", phase: 1, risk: "read", system: "s" };
const write: ToolFacts = { name: "s_update", phase: 2, risk: "reversible", system: "s" };
const impact: ToolFacts = { name: "s_pay", phase: 3, risk: "irreversible", system: "s" };
const unseen: ToolFacts = { name: "s_send", phase: 2, risk: "reversible", system: "s", hasPreview: false };
const own: ToolFacts = { name: "gatehouse_whoami", phase: 1, risk: "read", system: undefined };

const rights = (open: Phase, ...tools: string[]) => ({
  grants: new Map(tools.map((tool) => [tool, ["role"]])),
  rules: new Map<string, Map<string, ArgumentRule>>(),
  phases: new Map([["s", open]]),
  mayEverWrite: tools.some((tool) => tool !== "s_get"),
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
  [unseen, rights(1, "s_send"), "refuse", "phase_closed"],
  [unseen, rights(2, "s_send"), "ask", "no_preview"],
  [{ ...unseen, phase: 3 }, rights(3, "s_send"), "ask", "high_impact"],
  [{ ...read, hasPreview: false }, rights(1, "s_get"), "allow", "read_granted"],
  [own, rights(1), "allow", "own_tool"],
  [{ ...own, isForWrites: true }, rights(3, "s_get"), "refuse", "no_role_grants_it"],
  [{ ...own, isForWrites: true }, rights(1, "s_update"), "allow", "own_tool"],
];

test.each(table)("%o under %o is %s: %s", (tool, given, kind, why) => {
  expect(decide(tool, given, "some_call")).toMatchObject({ kind, why });
});

test("a system without a phase of its own is open for reading only", () => {
  expect(decide(write, { ...rights(1, "s_update"), phases: new Map() }, "some_call").why).toBe(
    "phase_closed",
  );
});

test("tools of a closed phase stay listed, tools no role grants do not", () => {
  expect(isListed(decide(impact, rights(1, "s_pay"), "some_call"))).toBe(true);
  expect(isListed(decide(impact, rights(3), "some_call"))).toBe(false);
});

const asked: Asked = { caller: { id: "1", email: "a@halden.example", roles: [] }, args: { site: "north" } };
/** A rule as a role has it, which keeps what it was asked. */
const rule = (role: string, allows: boolean, seen: Asked[] = []): ArgumentRule => ({
  role,
  title: role,
  when: String(allows),
  explain: undefined,
  judge: (call) => {
    seen.push(call);
    return { allows, said: `is ${allows}` };
  },
});
const ruled = (open: Phase, roles: string[], tool: string, ...rules: ArgumentRule[]) => ({
  ...rights(open),
  grants: new Map([[tool, roles]]),
  rules: new Map([[tool, new Map(rules.map((one) => [one.role, one]))]]),
});

test.each<[ToolFacts, ReturnType<typeof ruled>, Decision["why"], roles: string[]]>([
  [read, ruled(1, ["a"], "s_get", rule("a", true)), "read_granted", ["a"]],
  [read, ruled(1, ["a"], "s_get", rule("a", false)), "arguments_refused", ["a"]],
  [read, ruled(1, ["a", "b"], "s_get", rule("a", false), rule("b", true)), "read_granted", ["b"]],
  [read, ruled(1, ["a", "b"], "s_get", rule("a", false), rule("b", false)), "arguments_refused", ["a", "b"]],
  [read, ruled(1, ["a", "b"], "s_get", rule("a", false)), "read_granted", ["b"]],
  [read, ruled(1, ["a"], "s_list", rule("a", true)), "no_role_grants_it", []],
  [write, ruled(1, ["a"], "s_update", rule("a", false)), "phase_closed", ["a"]],
  [write, ruled(2, ["a"], "s_update", rule("a", false)), "arguments_refused", ["a"]],
  [impact, ruled(3, ["a"], "s_pay", rule("a", true)), "high_impact", ["a"]],
  [impact, ruled(3, ["a"], "s_pay", rule("a", false)), "arguments_refused", ["a"]],
])("a call of %o under rules %o is %s", (tool, given, why, roles) => {
  expect(decide(tool, given, asked)).toMatchObject({ why, roles });
});

test("whether a list shows a tool is no matter of arguments, and no rule is asked", () => {
  const seen: Asked[] = [];
  const given = ruled(1, ["a"], "s_get", rule("a", false, seen));
  expect(isListed(decide(read, given, "some_call"))).toBe(true);
  expect(seen).toEqual([]);
  decide(read, given, asked);
  expect(seen).toEqual([asked]);
});
