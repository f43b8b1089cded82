import { createSecretKey, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { connectTo } from "../systems/connection.ts";
import { requestStates } from "../systems/request-state.ts";
import { call, exchangeWith, identity, rights, tool } from "./exchange-for-tests.ts";
import { forward } from "./forward.ts";

type Handler = (
  body: { id: unknown; params: Record<string, unknown> },
  response: ServerResponse,
  request: IncomingMessage,
) => void;
const open: { close(): unknown }[] = [];
afterAll(() => Promise.all(open.map((one) => one.close())));

/** A system that answers as told, and the step in front of it; `intents` are the rows made durable before a commit. */
async function systemThat(handler: Handler) {
  const server = createServer((request, response) => {
    text(request).then((body) => handler(JSON.parse(body), response, request));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = connectTo(url, 2);
  open.push({ close: () => server.closeAllConnections() }, server, connection);
  const system = { id: "s", title: "System S", timeoutMs: 300, relays: false, connection };
  const intents: string[] = [];
  const needs = {
    systems: { get: () => system },
    assertions: {
      forRead: () => "assertion",
      forStep: async (_who: unknown, _system: string, _phase: number, { step }: { step: string }) =>
        `assertion-${step}`,
    },
    requestStates: requestStates(createSecretKey(randomBytes(32))),
    audit: {
      personKeys: { get: () => createSecretKey(randomBytes(32)) },
      keys: { hashArguments: () => "hash" },
      writer: { write: async ({ kind }: { kind: string }) => void intents.push(kind) },
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as Dependencies;
  return { step: forward(needs), intents };
}

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
const updating = (): Exchange =>
  exchangeWith(
    {},
    {
      identity: identity({ rights: rights({ phases: new Map([["s", 2]]) }) }),
      call: call("tools/call", { name: "s_update", arguments: { id: "1" } }),
      tool: tool({ name: "s_update", phase: 2, risk: "reversible" }),
    },
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

test("a write is previewed, its intent recorded, and committed on the state the preview saw", async () => {
  const seen: unknown[] = [];
  const { step, intents } = await systemThat((body, response, request) => {
    const meta = body.params._meta as Record<string, unknown>;
    seen.push([
      meta["gatehouse/step"],
      meta["gatehouse/change"],
      request.headers.authorization,
      [...intents],
    ]);
    const isPreview = meta["gatehouse/step"] === "preview";
    json(
      response,
      result(body.id, isPreview ? { summary: "", before: 1, after: 2, checks: [] } : { done: true }),
    );
  });
  const exchange = updating();
  await step(exchange);
  expect(exchange.answer?.result.structuredContent).toEqual({ done: true });
  expect(seen).toEqual([
    ["preview", undefined, "Bearer assertion-preview", []],
    ["commit", { before: 1, after: 2 }, "Bearer assertion-commit", ["intent"]],
  ]);
});

test("a blocked preview ends the write before any intent", async () => {
  const checks = [{ name: "limit", outcome: "block", message: "Above your limit." }];
  const { step, intents } = await systemThat((body, response) =>
    json(response, result(body.id, { before: 1, after: 2, checks })),
  );
  await expect(step(updating())).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Above your limit"),
  });
  expect(intents).toEqual([]);
});

test("a commit that was sent and not answered is of unknown outcome, and is not sent again", async () => {
  let commits = 0;
  const { step } = await systemThat((body, response) => {
    const meta = body.params._meta as Record<string, unknown>;
    if (meta["gatehouse/step"] === "preview")
      json(response, result(body.id, { before: 1, after: 2, checks: [] }));
    else commits += 1;
  });
  await expect(step(updating())).rejects.toMatchObject({ code: "outcome_unknown" });
  expect(commits).toBe(1);
});
