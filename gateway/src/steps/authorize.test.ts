import { expect, test } from "vitest";
import type { PhaseState } from "../phases/openings.ts";
import { rulesOf } from "../rules/policy.ts";
import type { KnownTool } from "../systems/known-tool.ts";
import type { Systems } from "../systems/systems.ts";
import { authorize } from "./authorize.ts";
import { call, exchangeWith, identity, rights, tool } from "./exchange-for-tests.ts";

const write = tool({ name: "s_update", phase: 2, risk: "reversible" });
const tools = new Map([
  ["s_get", tool()],
  ["s_update", write],
]);
const systems = {
  get: () => ({ title: "System S", contact: "owner@halden.example" }),
} as unknown as Systems;
let state: PhaseState = { isKnown: true, open: [], closings: [] };
const step = authorize({
  systems,
  company: { name: "Halden", contact: "it@halden.example" },
  phases: { state: () => state },
});

const asking = (name: string, args: object = {}, who = identity()) =>
  exchangeWith(
    {},
    {
      identity: who,
      call: call("tools/call", { name, arguments: args }),
      ...(tools.has(name) && { tool: tools.get(name) as KnownTool }),
    },
  );
const refusal = (run: () => void) => {
  try {
    run();
  } catch (error) {
    return error as { kind?: string; code?: string; message: string; next?: string };
  }
  throw new Error("nothing was refused");
};

test("a granted tool is allowed, and the decision is on the exchange", () => {
  const exchange = asking("s_get", { id: "1" });
  step(exchange);
  expect(exchange.decision).toMatchObject({ kind: "allow", roles: ["reader"] });
});

test("unknown and never granted are refused in the same words", () => {
  const said = ["nope", "s_update"].map((name) => refusal(() => step(asking(name))));
  expect(new Set(said.map(({ message }) => message)).size).toBe(1);
  expect(said.every(({ kind }) => kind === "invalid_params")).toBe(true);
});

test("a granted write in a closed phase says why, that nothing changed, and whom to ask", () => {
  const who = identity({ rights: rights({ grants: new Map([["s_update", ["editor"]]]) }) });
  const { code, message, next } = refusal(() => step(asking("s_update", {}, who)));
  expect(code).toBe("phase_closed");
  expect(message).toContain("Nothing was changed");
  expect(message).toContain("phase 2 has not been opened yet");
  expect(next).toContain("owner@halden.example");
});

test("a phase that was closed says since when, by whom and why", () => {
  const closedAt = new Date("2026-11-20T10:00:00Z");
  const closing = {
    system: "s",
    phase: 2,
    role: undefined,
    closedAt,
    closedAs: "brake",
    by: "Mei Tanaka",
  } as const;
  state = { isKnown: true, open: [], closings: [{ ...closing, reason: "orders came twice" }] };
  const who = identity({ rights: rights({ grants: new Map([["s_update", ["editor"]]]) }) });
  expect(refusal(() => step(asking("s_update", {}, who))).message).toBe(
    "System S is open for reading only (phase 1) since 2026-11-20: the brake was pulled by Mei Tanaka: orders came twice. This tool needs phase 2, low-risk changes. Nothing was changed.",
  );
});

test("while nobody knows which phases are open a write is refused for the moment, not as closed", () => {
  state = { isKnown: false, open: [], closings: [] };
  const who = identity({ rights: rights({ grants: new Map([["s_update", ["editor"]]]) }) });
  expect(refusal(() => step(asking("s_update", {}, who))).code).toBe("upstream_unavailable");
  state = { isKnown: true, open: [], closings: [] };
});

test("an open write still needs a token that was granted for writing", () => {
  const open = rights({ grants: new Map([["s_update", ["editor"]]]), phases: new Map([["s", 2]]) });
  expect(refusal(() => step(asking("s_update", {}, identity({ rights: open })))).kind).toBe(
    "insufficient_scope",
  );
  expect(() =>
    step(asking("s_update", {}, identity({ rights: open, scopes: ["mcp:read", "mcp:write"] }))),
  ).not.toThrow();
});

test.each([[{ id: 5 }], [{ di: "1" }]])(
  "arguments %o do not fit and are refused before any system sees them",
  (args) => {
    const { code, message } = refusal(() => step(asking("s_get", args)));
    expect(code).toBe("invalid_input");
    expect(message).toContain("Nothing was done");
  },
);

test.each(["initialize", "tools/list", "tools/call"])("%s needs a token that may read", (method) => {
  const who = identity({ scopes: ["mcp:write"] });
  const exchange = exchangeWith({}, { identity: who, call: call(method, { name: "s_get" }), tool: tool() });
  expect(refusal(() => step(exchange))).toMatchObject({
    kind: "insufficient_scope",
    headers: { "www-authenticate": expect.stringContaining('scope="mcp:read mcp:write"') },
  });
});

/** Somebody whose only role allows `s_get` and `s_update` under rules. */
function bound(more: { phase?: 2; scopes?: string[] } = {}) {
  const role = {
    title: "Clerks",
    tools: ["s_get", "s_update"],
    rules: {
      s_get: { when: 'args.id == "1"', explain: "record 1" },
      s_update: { when: "false", explain: undefined },
    },
  };
  const rules = rulesOf("clerk", role as never);
  const held = rights({
    grants: new Map(role.tools.map((name) => [name, ["clerk"]])),
    rules: new Map([...rules].map(([name, rule]) => [name, new Map([["clerk", rule]])])),
    phases: new Map([["s", more.phase ?? 1]]),
  });
  return identity({ rights: held, ...(more.scopes && { scopes: more.scopes }) });
}

test("arguments that a rule makes true go through, and others are refused in the role's own words", () => {
  const allowed = asking("s_get", { id: "1" }, bound());
  step(allowed);
  expect(allowed.decision).toMatchObject({ why: "read_granted", roles: ["clerk"] });
  const other = asking("s_get", { id: "2" }, bound());
  expect(refusal(() => step(other))).toMatchObject({
    code: "not_allowed",
    message:
      'These arguments for s_get were refused by a rule of your role "Clerks", which says: record 1. Nothing was read.',
    next: "Call again within the rule, or ask owner@halden.example if your work needs more.",
  });
  expect(other.decision).toMatchObject({ kind: "refuse", why: "arguments_refused", roles: ["clerk"] });
});

test("a rule comes last: after the phase, the scope and the form of the arguments, and then nothing was changed", () => {
  const said = (name: string, args: object, who = bound()) => {
    const { code, kind, message } = refusal(() => step(asking(name, args, who)));
    return [code ?? kind, message] as const;
  };
  const open = { phase: 2 } as const;
  expect(said("s_update", {})[0]).toBe("phase_closed");
  expect(said("s_update", {}, bound(open))[0]).toBe("insufficient_scope");
  expect(said("s_get", { id: 5 })[0]).toBe("invalid_input");
  const both = bound({ ...open, scopes: ["mcp:read", "mcp:write"] });
  expect(said("s_update", { id: "1" }, both)).toEqual([
    "not_allowed",
    'These arguments for s_update were refused by a rule of your role "Clerks". Nothing was changed.',
  ]);
});
