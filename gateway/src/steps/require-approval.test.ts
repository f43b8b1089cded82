import { createSecretKey, randomBytes } from "node:crypto";
import { argumentsHash } from "@gatehouse/tool";
import { expect, test } from "vitest";
import type { ChangeRequest } from "../changes/change-request.ts";
import type { Changes } from "../changes/changes.ts";
import type { Exchange } from "../exchange.ts";
import { META } from "../protocol/versions.ts";
import { requestStates } from "../systems/request-state.ts";
import { call, exchangeWith, identity, rights, tool } from "./exchange-for-tests.ts";
import { requireApproval } from "./require-approval.ts";

const KEY = createSecretKey(randomBytes(32));
const states = requestStates(() => [KEY]);
const waits = { result: { waits: true } };
const request = {
  id: "one",
  person: identity().id,
  tool: "s_update",
  state: "confirming",
  content: { summary: "S", before: 1, after: 2, checks: [], arguments: {} },
} as unknown as ChangeRequest;

/** The step in front of changes that only note what is asked of them. */
function stepWith(found: ChangeRequest = request, isWithdrawn = true) {
  const asked: unknown[] = [];
  const changes: Partial<Changes> = {
    async ask(write, kind) {
      asked.push(kind);
      write.undertaking.change = found;
      return waits;
    },
    find: async () => found,
    async withdraw() {
      asked.push("withdraw");
      return isWithdrawn;
    },
    async confirmed(_, { undertaking }) {
      asked.push(undertaking.call.params);
      return { result: { done: true } };
    },
  };
  const systems = { get: (id: string) => (id === "s" ? { id, title: "S" } : undefined) };
  const step = requireApproval({ changes, systems, requestStates: states } as never);
  return { step, asked };
}

const writing = (params: Record<string, unknown> = {}, more: Partial<Exchange> = {}): Exchange =>
  exchangeWith(
    {},
    {
      call: call("tools/call", { name: "s_update", ...params }),
      identity: identity({ rights: rights({ confirm: new Set(["s_update"]) }) }),
      tool: tool({ name: "s_update", risk: "reversible" }),
      decision: { kind: "allow", why: "write_granted", roles: ["writer"] },
      ...more,
    },
  );
const asking = { _meta: { [META.capabilities]: { elicitation: {} } } };
const yes = { confirm: { action: "accept", content: { ok: true } } };

test("what needs another person's approval is asked for, and ends here", async () => {
  const { step, asked } = stepWith();
  const exchange = writing({}, { decision: { kind: "ask", why: "high_impact", roles: ["writer"] } });
  await step(exchange);
  expect([asked, exchange.answer]).toEqual([["approval"], waits]);
});

test("what its requester has to confirm is shown to them, by a form where their client has one", async () => {
  const { step, asked } = stepWith();
  const [plain, form] = [writing(), writing(asking)];
  await step(plain);
  await step(form);
  expect(asked).toEqual(["confirmation", "confirmation"]);
  expect(plain.answer).toEqual(waits);
  expect(form.answer?.result).toMatchObject({ resultType: "input_required" });
});

test("a yes goes on to the system without the question's own parts, and a no withdraws", async () => {
  const { step, asked } = stepWith();
  const form = writing(asking);
  await step(form);
  const { requestState } = form.answer?.result ?? {};
  const accepted = writing({ requestState, inputResponses: yes });
  await step(accepted);
  expect(accepted.answer?.result).toEqual({ done: true });
  expect(asked.at(-1)).toEqual({ name: "s_update" });
  await expect(step(writing({ requestState, inputResponses: {} }))).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("said no"),
  });
  expect(asked.at(-1)).toBe("withdraw");
});

test("a no that comes too late does not say that nothing was changed", async () => {
  const { step } = stepWith({ ...request, state: "done" }, false);
  const requestState = stateFor({});
  await expect(step(writing({ requestState }))).rejects.toMatchObject({
    code: "conflict",
    message: expect.not.stringContaining("nothing was changed"),
  });
});

test.each<[string, Partial<ChangeRequest>]>([
  ["another person's request", { person: "somebody else" }],
  ["another tool's request", { tool: "s_other" }],
])("an answer to %s counts for nothing", async (_, other) => {
  const { step } = stepWith({ ...request, ...other });
  await expect(step(writing({ requestState: stateFor({}), inputResponses: yes }))).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("what is allowed passes, and so does whatever is no tool of a system", () => {
  const { step, asked } = stepWith();
  const passing = [
    writing({}, { identity: identity() }),
    writing({}, { tool: tool({ name: "s_update", risk: "read" }) }),
    writing({}, { tool: { ...tool({ risk: "reversible" }), system: undefined } }),
    exchangeWith(),
  ];
  for (const exchange of passing) step(exchange);
  expect(asked).toEqual([]);
});

test("a system that is not connected is said to be", () => {
  const { step } = stepWith();
  const gone = writing({}, { tool: tool({ name: "s_update", risk: "reversible" }, "gone") });
  expect(() => step(gone)).toThrow(expect.objectContaining({ code: "upstream_unavailable" }));
});

/** As the step itself wraps it for these arguments. */
const stateFor = (args: object): string =>
  states.wrap("one", JSON.stringify(["confirm", identity().id, "s_update", argumentsHash(args)]));
