import { expect, test } from "vitest";
import type { Exchange } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import type { Systems } from "../systems/systems.ts";
import { exchangeWith, tool } from "./exchange-for-tests.ts";
import { readCall } from "./read-call.ts";

const known = new Map([
  ["s_get", tool()],
  ["t_get", tool({ name: "t_get" }, "t")],
]);
const systems = { tool: (name: string) => known.get(name) } as unknown as Systems;

function reading(body: string | Buffer, headers: Record<string, string> = {}) {
  const exchange = exchangeWith(headers);
  exchange.request.push(body);
  exchange.request.push(null);
  return { exchange, read: readCall({ systems })(exchange) as Promise<void> };
}
const kind = (name: string) => ({ kind: name });

test("a request is read into one call", async () => {
  const { exchange, read } = reading(
    '{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"x"}}',
  );
  await read;
  expect(exchange.call).toMatchObject({
    era: "legacy",
    id: "a",
    method: "tools/call",
    params: { name: "x" },
  });
});

test("a request that contradicts its headers still has the id it is refused under", async () => {
  const body = '{"jsonrpc":"2.0","id":7,"method":"ping","params":{}}';
  const { exchange, read } = reading(body, { "mcp-protocol-version": "2026-07-28" });
  await expect(read).rejects.toMatchObject(kind("invalid_envelope"));
  expect(exchange).toMatchObject({ messageId: 7 });
  expect(exchange.call).toBeUndefined();
});

test.each([
  ["s_get", "s_get"],
  ["S_GET", undefined],
  ["t_get", undefined],
  ["x".repeat(100_000), undefined],
])("of the names only what this endpoint shows is a tool", async (name, found) => {
  const { exchange, read } = reading(
    JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name } }),
  );
  await read;
  expect(exchange.tool?.entry.name).toBe(found);
});

test("a notification is acknowledged, not called", async () => {
  const { exchange, read } = reading('{"jsonrpc":"2.0","method":"notifications/initialized"}');
  await read;
  expect(exchange.call).toBeUndefined();
});

test.each([
  ["broken JSON", '{"jsonrpc":', "parse_error"],
  ["bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "parse_error"],
  ["a batch", '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', "invalid_request"],
  ["a null id", '{"jsonrpc":"2.0","id":null,"method":"ping"}', "invalid_request"],
  ["another version of JSON-RPC", '{"jsonrpc":"1.0","id":1,"method":"ping"}', "invalid_request"],
  [
    "deep nesting",
    `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${"[".repeat(500)}${"]".repeat(500)}}}`,
    "invalid_request",
  ],
  [
    "a forbidden key",
    '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"__proto__":{}}}',
    "invalid_request",
  ],
  ["a body beyond the limit", Buffer.alloc(LIMITS.bodyBytes + 1, 0x20), "body_too_large"],
])("%s is refused", async (_, body, code) => {
  await expect(reading(body).read).rejects.toMatchObject(kind(code));
});

test.each([
  ["before", (exchange: Exchange) => exchange.request.destroy()],
  ["while", (exchange: Exchange) => void setImmediate(() => exchange.request.destroy())],
])("a caller who leaves %s the body is read ends the wait for it", async (_, leave) => {
  const exchange = exchangeWith();
  leave(exchange);
  await expect(readCall({ systems })(exchange)).rejects.toMatchObject(kind("invalid_request"));
});
