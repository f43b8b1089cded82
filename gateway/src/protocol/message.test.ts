import { expect, test } from "vitest";
import { readMessage } from "./message.ts";

const rpc = (more: Record<string, unknown>) => ({ jsonrpc: "2.0", ...more });

test.each([
  ["a request", rpc({ id: 1, method: "ping" }), "request"],
  ["a notification", rpc({ method: "notifications/initialized" }), "notification"],
  ["an answer", rpc({ id: 1, result: {} }), "answer"],
  ["an error, which may have no id", rpc({ error: { code: 1, message: "no" } }), "answer"],
])("%s is recognised", (_, body, kind) => {
  expect(readMessage(body)).toMatchObject({ kind });
});

test.each([
  ["a batch", [rpc({ id: 1, method: "ping" })]],
  ["a request that answers at once", rpc({ id: 1, method: "ping", result: {} })],
  ["a null id", rpc({ id: null, method: "ping" })],
  ["an id that is no whole number", rpc({ id: 1.5, method: "ping" })],
  ["parameters in an array", rpc({ id: 1, method: "ping", params: [] })],
  ["_meta that is no object", rpc({ id: 1, method: "ping", params: { _meta: "text" } })],
  ["a method that is no text", rpc({ id: 1, method: 5, result: {} })],
  ["another JSON-RPC", { jsonrpc: "1.0", id: 1, method: "ping" }],
])("%s is no message", (_, body) => {
  expect(readMessage(body)).toBeUndefined();
});
