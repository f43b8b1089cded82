import { ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import type { Exchange } from "../exchange.ts";
import { createMetrics } from "../observe/metrics.ts";
import { WireError } from "../protocol/wire-error.ts";
import { call, exchangeWith, identity } from "./exchange-for-tests.ts";
import { reply } from "./reply.ts";

const step = reply({ metrics: createMetrics(() => ({ rows: 0, ms: 0 })) });

function replied(more: Partial<Exchange>) {
  const exchange = exchangeWith({}, { identity: identity(), requestId: "reference-1", ...more });
  let body = "";
  exchange.response.end = ((chunk?: unknown) => {
    body += chunk ?? "";
    return exchange.response;
  }) as never;
  step(exchange);
  return { status: exchange.response.statusCode, body: body === "" ? undefined : JSON.parse(body) };
}

test("an answer is a JSON-RPC result with the caller's own id", () => {
  const { status, body } = replied({
    call: call("tools/list", {}, { id: "abc" }),
    answer: { result: {}, serialised: '{"tools":[]}' },
  });
  expect(status).toBe(200);
  expect(body).toEqual({ jsonrpc: "2.0", id: "abc", result: { tools: [] } });
});

test("a refused tool call is a result that says what happened, what to do next, and the reference", () => {
  const refusal = new ToolError("rate_limited", "Too often; nothing was done.", {
    retryAfterSeconds: 7,
    cause: "vendor secret",
  });
  const { status, body } = replied({ call: call("tools/call"), refusal });
  expect(status).toBe(200);
  expect(body.result).toMatchObject({
    isError: true,
    _meta: { "gatehouse/error": { code: "rate_limited", retryAfterSeconds: 7 } },
  });
  expect(body.result.content[0].text).toMatch(/nothing was done.*reference-1/);
  expect(JSON.stringify(body)).not.toContain("vendor secret");
});

test("a bug is told as one, without its text", () => {
  const { body } = replied({
    call: call("tools/call"),
    refusal: new TypeError("cannot read secret of undefined"),
  });
  expect(body.result._meta["gatehouse/error"].code).toBe("internal");
  expect(JSON.stringify(body)).not.toContain("secret");
});

test.each<["modern" | "legacy", number]>([
  ["modern", 404],
  ["legacy", 200],
])("an unknown method is a missing page to %s clients only", (era, status) => {
  expect(
    replied({ call: call("x", {}, { era }), refusal: new WireError("unknown_method", "") }),
  ).toMatchObject({ status, body: { error: { code: -32601 } } });
});

test("a notification is acknowledged without a body", () => {
  expect(replied({})).toEqual({ status: 202, body: undefined });
});
