import { createSecretKey, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { META } from "../protocol/versions.ts";
import { call, exchangeWith, identity, rights, tool } from "../steps/exchange-for-tests.ts";
import { requestStates } from "../systems/request-state.ts";
import type { ChangeRequest } from "./change-request.ts";
import { elicitConfirmation, hasElicitation, responseTo } from "./elicit.ts";
import type { Write } from "./undertaking.ts";

const states = requestStates(() => [createSecretKey(randomBytes(32))]);
const KEY = createSecretKey(randomBytes(32));
const steady = requestStates(() => [KEY]);
const write = (params: Record<string, unknown> = {}, person = identity()): Write => {
  const known = tool({ name: "s_update", labels: { input: {}, output: { pay: "pay" } } });
  const asked = call("tools/call", { name: "s_update", arguments: { id: "1" }, ...params });
  const undertaking = { ...exchangeWith(), identity: person, tool: known, call: asked };
  return { undertaking, system: { title: "System S" } as never };
};
const request = {
  id: "one",
  content: {
    summary: "Raise",
    before: { pay: 1, name: "a" },
    after: { pay: 2, name: "b" },
    arguments: {},
    checks: [
      { name: "twin", outcome: "warn", message: "A likely duplicate." },
      { name: "limit", outcome: "ok", message: "Within the limit." },
    ],
  },
} as unknown as ChangeRequest;
const told = (capabilities: unknown, era: "modern" | "legacy" = "modern") =>
  hasElicitation(call("tools/call", { _meta: { [META.capabilities]: capabilities } }, { era }));

test("a client can be asked by a form where it says so, and one that names no mode means forms", () => {
  expect([told({ elicitation: {} }), told({ elicitation: { form: {} } })]).toEqual([true, true]);
  for (const without of [{}, undefined, { elicitation: { url: {} } }, { elicitation: true }, []])
    expect(told(without)).toBe(false);
  expect(told({ elicitation: {} }, "legacy")).toBe(false);
});

test("the question shows before, after and warnings, as far as its person may see them", () => {
  const asked = elicitConfirmation(request, write(), states).result as {
    inputRequests: { confirm: { params: { message: string } } };
  };
  const { message } = asked.inputRequests.confirm.params;
  expect(message).toBe(
    'System S: Raise\nBefore: {"name":"a"}\nAfter: {"name":"b"}\nNote: A likely duplicate.',
  );
});

test("an answer counts for the very question: its person, its tool and its arguments", () => {
  const { requestState } = elicitConfirmation(request, write(), steady).result;
  const yes = { requestState, inputResponses: { confirm: { action: "accept", content: { ok: true } } } };
  expect(responseTo(write(yes), steady)).toEqual({ id: "one", isAccepted: true });
  expect(responseTo(write({ inputResponses: yes.inputResponses }), steady)).toBeUndefined();
  const others = [
    write({ ...yes, arguments: { id: "2" } }),
    write(yes, identity({ id: "00000000-0000-4000-8000-000000000002" })),
    write({ ...yes, requestState: "gh1.AAAA" }),
  ];
  for (const other of others)
    expect(() => responseTo(other, steady)).toThrow(expect.objectContaining({ kind: "invalid_params" }));
  expect(rights().roles).toEqual(["reader"]);
});

test.each([
  undefined,
  {},
  { confirm: true },
  { confirm: { action: "decline", content: { ok: true } } },
  { confirm: { action: "accept" } },
  { confirm: { action: "accept", content: { ok: "true" } } },
  { confirm: { action: "accept", content: { ok: false } } },
])("%j is no yes", (inputResponses) => {
  const { requestState } = elicitConfirmation(request, write(), steady).result;
  expect(responseTo(write({ requestState, inputResponses }), steady)).toEqual({
    id: "one",
    isAccepted: false,
  });
});
