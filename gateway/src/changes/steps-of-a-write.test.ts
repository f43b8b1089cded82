import type { ServerResponse } from "node:http";
import { ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { call, exchangeWith, identity, rights, tool } from "../steps/exchange-for-tests.ts";
import { type Handler, systemThat } from "../steps/system-for-tests.ts";
import { attempt, isSameState, previewOf } from "./steps-of-a-write.ts";
import type { Write } from "./undertaking.ts";

const json = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
const answer = (id: unknown, result: object) => ({ jsonrpc: "2.0", id, result: { content: [], ...result } });
const failing = (id: unknown, code?: string) =>
  answer(id, { isError: true, ...(code && { _meta: { "gatehouse/error": { code } } }) });

/** A write to a system that answers as told. */
async function writeTo(handler: Handler) {
  const { system, needs, logged } = await systemThat(handler);
  const undertaking = {
    ...exchangeWith(),
    identity: identity({ rights: rights({ phases: new Map([["s", 2]]) }) }),
    call: call("tools/call", { name: "s_update", arguments: { id: "1" } }),
    tool: tool({ name: "s_update", phase: 2, risk: "reversible" }),
  };
  const write = { undertaking, system } as unknown as Write;
  return {
    preview: () => previewOf(write, needs),
    commit: (assertOpen?: () => void) => attempt(write, "commit", { before: 1, after: 2 }, needs, assertOpen),
    write,
    logged,
  };
}

test("a preview asks for that step alone, and says what would change", async () => {
  const seen: unknown[] = [];
  const { preview } = await writeTo((body, response, request) => {
    const meta = body.params._meta as Record<string, unknown>;
    seen.push([meta["gatehouse/step"], meta["gatehouse/change"], request.headers.authorization]);
    json(response, answer(body.id, { structuredContent: { summary: "s", after: 2, checks: [] } }));
  });
  expect(await preview()).toEqual({
    previewed: { summary: "s", before: null, after: 2, checks: [], hasPreview: true },
    amount: undefined,
  });
  expect(seen).toEqual([["preview", undefined, "Bearer assertion-preview"]]);
});

test("a commit is bound to the state that the preview saw", async () => {
  const seen: unknown[] = [];
  const { commit } = await writeTo((body, response, request) => {
    const meta = body.params._meta as Record<string, unknown>;
    seen.push([meta["gatehouse/step"], meta["gatehouse/change"], request.headers.authorization]);
    json(response, answer(body.id, { structuredContent: { done: true } }));
  });
  expect(await commit()).toMatchObject({ state: "done" });
  expect(seen).toEqual([["commit", { before: 1, after: 2 }, "Bearer assertion-commit"]]);
});

test("a commit is not sent whose phase closed right before", async () => {
  let requests = 0;
  const { commit } = await writeTo((body, response) => {
    requests += 1;
    json(response, answer(body.id, { structuredContent: { done: true } }));
  });
  const closed = () => {
    throw new ToolError("phase_closed", "Closed meanwhile.");
  };
  expect(await commit(closed)).toMatchObject({ state: "failed", why: "phase_closed" });
  expect(requests).toBe(0);
});

test.each<[string, Handler]>([
  ["hangs", () => undefined],
  ["breaks off", (_, response) => response.destroy()],
  [
    "says nothing of a change",
    (body, response) => json(response, answer(body.id, { structuredContent: {} })),
  ],
])("a system that %s at the preview was not changed, and that is said", async (_, handler) => {
  const { preview } = await writeTo(handler);
  await expect(preview()).rejects.toMatchObject({
    code: "upstream_unavailable",
    message: expect.stringContaining("nothing was changed"),
  });
});

test("a system's own refusal of a preview is the answer", async () => {
  const { preview } = await writeTo((body, response) => json(response, failing(body.id, "not_found")));
  expect(await preview()).toMatchObject({ refused: { result: { isError: true } } });
});

test.each<[string, Handler, object]>([
  ["hangs", () => undefined, { state: "unknown", why: "no_answer" }],
  ["breaks off", (_, response) => response.destroy(), { state: "unknown", why: "no_answer" }],
  [
    "answers no JSON-RPC",
    (_, response) => json(response, { hello: 1 }),
    { state: "unknown", why: "no_answer" },
  ],
  [
    "says it does not know",
    (body, response) => json(response, failing(body.id, "outcome_unknown")),
    { state: "unknown", why: "no_answer" },
  ],
  [
    "asks something back",
    (body, response) => json(response, answer(body.id, { resultType: "input_required" })),
    { state: "unknown", why: "no_answer" },
  ],
  [
    "finds another state",
    (body, response) => json(response, failing(body.id, "conflict")),
    { state: "failed", why: "stale" },
  ],
  [
    "refuses",
    (body, response) => json(response, failing(body.id, "not_allowed")),
    { state: "failed", why: "refused" },
  ],
  [
    "refuses the gateway",
    (_, response) => response.writeHead(401).end("{}"),
    { state: "failed", why: "not_reached" },
  ],
])("a commit to a system that %s ends in what can be known of it", async (_, handler, expected) => {
  let sent = 0;
  const { commit } = await writeTo((...given) => {
    sent += 1;
    handler(...given);
  });
  expect(await commit()).toMatchObject(expected);
  expect(sent).toBe(1);
});

test.each<["legacy" | "modern", string, object]>([
  ["legacy", "asks something back", { result: { content: [], resultType: "input_required" } }],
  ["legacy", "wants a capability", { error: { code: -32021, message: "m" } }],
  ["modern", "wants a capability", { error: { code: -32021, message: "m" } }],
])("for a %s caller a commit to a system that %s leaves all open", async (era, _, said) => {
  const { commit, write } = await writeTo((body, response) =>
    json(response, { jsonrpc: "2.0", id: body.id, ...said }),
  );
  write.undertaking.call = { ...write.undertaking.call, era };
  expect(await commit()).toMatchObject({
    state: "unknown",
    why: "no_answer",
    error: { code: "outcome_unknown" },
  });
});

test("a system that nobody listens at was not changed", async () => {
  const { commit, write } = await writeTo(() => undefined);
  const connection = { send: () => Promise.reject(new ToolError("upstream_unavailable", "no socket")) };
  Object.assign(write.system, { connection });
  expect(await commit()).toMatchObject({ state: "failed" });
});

test("of a third party, which has no steps, a preview is its arguments and a bare failure leaves all open", async () => {
  const sent: unknown[] = [];
  const { preview, commit, write } = await writeTo(() => undefined);
  const send = async (asked: { args: unknown }) => {
    sent.push(asked.args);
    return { status: 200, message: failing(1), raw: undefined, bytes: 1 };
  };
  Object.assign(write.system, { kind: "third-party", connection: { send } });
  write.undertaking.tool = { ...write.undertaking.tool, hasPreview: false };
  expect(await preview()).toMatchObject({
    previewed: { before: null, after: { id: "1" }, hasPreview: false },
  });
  expect(sent).toEqual([]);
  expect(await commit()).toMatchObject({ state: "unknown" });
  expect(sent).toEqual([{ id: "1" }]);
});

test("states are the same whatever the order of their fields", () => {
  expect(isSameState({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true);
  for (const other of [{ a: 1 }, { a: 1, b: { c: 2, d: 4 } }, null, []])
    expect(isSameState({ a: 1, b: { c: 2, d: 3 } }, other)).toBe(false);
});
