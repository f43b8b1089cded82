import type { ServerResponse } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import type { Write } from "../changes/undertaking.ts";
import type { Exchange } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import { call, exchangeWith, identity, rights, tool } from "./exchange-for-tests.ts";
import { type Handler, systemThat } from "./system-for-tests.ts";

afterEach(() => void vi.useRealTimers());

const json = (response: ServerResponse, body: unknown) =>
  response
    .writeHead(200, { "content-type": "application/json" })
    .end(typeof body === "string" ? body : JSON.stringify(body));
const result = (id: unknown, structuredContent: unknown, more: object = {}) => ({
  jsonrpc: "2.0",
  id,
  result: { content: [], structuredContent, ...more },
});
const reading = (params: Record<string, unknown> = {}): Exchange =>
  exchangeWith(
    {},
    { identity: identity(), call: call("tools/call", { name: "s_get", ...params }), tool: tool() },
  );
test("a read goes on once, with the gateway's word and without a caller's own keys in _meta", async () => {
  const bodies: unknown[] = [];
  const { step } = await systemThat((body, response, request) => {
    bodies.push([request.headers.authorization, body.params._meta]);
    json(response, result(body.id, { ok: true }));
  });
  const exchange = reading({ _meta: { "gatehouse/step": "commit", traceparent: "t" } });
  await step(exchange);
  expect(exchange.answer?.result.structuredContent).toEqual({ ok: true });
  expect(bodies).toEqual([["Bearer assertion", expect.objectContaining({ traceparent: "t" })]]);
  expect(JSON.stringify(bodies)).not.toContain("gatehouse/step");
});

test.each<[string, Handler]>([
  ["hangs", () => undefined],
  ["breaks off", (_, response) => response.destroy()],
  ["answers no JSON", (_, response) => json(response, "<html>")],
  ["answers another request", (_, response) => json(response, result("other", {}))],
  [
    "answers an error of its own",
    (body, response) =>
      json(response, {
        jsonrpc: "2.0",
        id: body.id,
        error: { code: -32603, message: "ORA-00942: vendor text" },
      }),
  ],
  [
    "never ends its stream",
    (_, response) => response.writeHead(200, { "content-type": "text/event-stream" }).write("data: {"),
  ],
])("a system that %s is unavailable, in our words", async (_, handler) => {
  const { step } = await systemThat(handler);
  const failure = await (step(reading()) as Promise<void>).catch((error) => error);
  expect(failure).toMatchObject({ code: "upstream_unavailable" });
  expect(failure.message).not.toContain("ORA");
});

test("progress passes on as events before the answer", async () => {
  const { step } = await systemThat((body, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write('data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}\n\n');
    response.end(`data: ${JSON.stringify(result(body.id, {}))}\n\n`);
  });
  const exchange = reading();
  const written: unknown[] = [];
  exchange.response.write = ((chunk: unknown) => written.push(chunk)) as never;
  await step(exchange);
  expect(written.join("")).toContain("notifications/progress");
  expect(exchange.answer?.result).toBeDefined();
});

test("a question of the system's own, on the stream of a call, goes no further", async () => {
  const { step } = await systemThat((body, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write('data: {"jsonrpc":"2.0","id":9,"method":"sampling/createMessage","params":{}}\n\n');
    response.end(`data: ${JSON.stringify(result(body.id, { ok: true }))}\n\n`);
  });
  const exchange = reading();
  await step(exchange);
  expect(exchange.response.headersSent).toBe(false);
  expect(exchange.answer?.result.structuredContent).toEqual({ ok: true });
});

test("what a system would let everybody cache is private to the caller", async () => {
  const { step } = await systemThat((body, response) =>
    json(response, result(body.id, {}, { cacheScope: "public", ttlMs: 1 })),
  );
  const exchange = reading();
  await step(exchange);
  expect(exchange.answer?.result).toMatchObject({ cacheScope: "private", ttlMs: 1 });
  expect(exchange.answer?.raw).toBeUndefined();
});

test.each<[string, Handler]>([
  ["asks back", (body, response) => json(response, result(body.id, {}, { resultType: "input_required" }))],
  [
    "wants a capability",
    (body, response) =>
      json(response, { jsonrpc: "2.0", id: body.id, error: { code: -32021, message: "no", data: {} } }),
  ],
])("a legacy caller is told in words when a system %s", async (_, handler) => {
  const { step } = await systemThat(handler);
  const exchange = reading();
  exchange.call = call("tools/call", { name: "s_get" }, { era: "legacy" });
  await expect(step(exchange)).rejects.toMatchObject({ code: "not_allowed" });
});

test("a write is left to whoever carries changes out, with its system and the person it is for", async () => {
  const asked: Write[] = [];
  const changes = {
    commit: async (write: Write) => {
      asked.push(write);
      return { result: { done: true } };
    },
  };
  const { step, system } = await systemThat(() => undefined, { changes });
  const exchange = reading();
  exchange.tool = tool({ name: "s_update", phase: 2, risk: "reversible" });
  await step(exchange);
  expect(asked).toEqual([{ undertaking: exchange, system }]);
  expect(exchange.answer?.result).toEqual({ done: true });
});

test("what was answered before is asked of nobody", async () => {
  const { step } = await systemThat(() => expect.unreachable());
  const exchange = reading();
  exchange.answer = { result: { waits: true } };
  await step(exchange);
  expect(exchange.answer.result).toEqual({ waits: true });
});

test.each([
  ["in JSON-RPC", '{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"no"}}'],
  ["in words of its own", '{"code":"unauthenticated"}'],
])("a system that refuses the gateway %s is no system that did not answer", async (_, body) => {
  const { step, logged } = await systemThat((_body, response) => response.writeHead(401).end(body));
  await expect(step(reading())).rejects.toMatchObject({
    code: "upstream_unavailable",
    message: expect.stringContaining("does not accept this gateway"),
  });
  expect(logged).toEqual([expect.stringContaining("refuses the gateway's assertion")]);
});

test("a question that a system asks back is bound to the arguments it was asked about", async () => {
  const seen: unknown[] = [];
  const { step } = await systemThat((body, response) => {
    seen.push(body.params.requestState);
    json(response, result(body.id, {}, { resultType: "input_required", requestState: "vendor state" }));
  });
  const first = reading({ arguments: { id: "1" } });
  await step(first);
  const { requestState } = first.answer?.result ?? {};
  await step(reading({ arguments: { id: "1" }, requestState }));
  await expect(step(reading({ arguments: { id: "2" }, requestState }))).rejects.toMatchObject({
    kind: "invalid_params",
  });
  expect(seen).toEqual([undefined, "vendor state"]);
});

test("what a system says of its own failure is logged in part", async () => {
  const { step, logged } = await systemThat((body, response) =>
    json(response, { jsonrpc: "2.0", id: body.id, error: { code: -32603, message: "x".repeat(100_000) } }),
  );
  await expect(step(reading())).rejects.toMatchObject({ code: "upstream_unavailable" });
  expect(logged[0]).toBe("no usable answer");
  expect(logged[1]).toContain("xxx");
  expect(logged[1]?.length).toBeLessThan(3_000);
});

test.each([
  ["whose person or grant is no longer live", undefined, rights()],
  ["whose person no role grants anything any more", {}, rights({ grants: new Map() })],
])("a stream of changes %s is ended", async (_, person, present) => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const asked: unknown[] = [];
  const opened = Promise.withResolvers<void>();
  const people = {
    get: (...who: unknown[]) => {
      asked.push(who);
      return person;
    },
  };
  const { step } = await systemThat(() => opened.resolve(), {
    people,
    policy: () => ({ rightsOf: () => present }),
  });
  const listening = step(exchangeWith({}, { identity: identity(), call: call("subscriptions/listen") }));
  await opened.promise;
  vi.advanceTimersByTime(LIMITS.streamCheckMs);
  await expect(listening).rejects.toMatchObject({ code: "not_allowed" });
  expect(asked).toEqual([[identity().id, "grant"]]);
});
