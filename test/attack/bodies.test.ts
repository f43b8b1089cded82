import { afterAll, beforeAll, expect, test } from "vitest";
import { callTool, post } from "../support/mcp.ts";
import { auditOf } from "./audit.ts";
import { AMARA, openWorld, type World } from "./world.ts";

/** What any body may cost, refused or not: far above what parsing takes, far below what it could be made to take. */
const BOUNDED_MS = 1_000;

let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = (await world.tokensOf(AMARA)).access_token;
});
afterAll(() => world?.stop());

const send = (body: string, headers: Record<string, string> = {}) =>
  post(`${world.url}/mcp`, body, { authorization: `Bearer ${token}`, ...headers });

const sendBytes = (body: Uint8Array<ArrayBuffer>) =>
  fetch(`${world.url}/mcp`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body,
  });

/** A legacy call of fast_echo, whose arguments are written by hand. */
const call = (args: string, name = '"fast_echo"') =>
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":${name},"arguments":${args}}}`;

const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

test("21: a batch is refused whole, and not one of its calls is made", async () => {
  const one = call('{"text":"hi"}');
  for (const body of [`[${one},${one}]`, `[${one}]`, "[]", `[${Array(1_000).fill(one).join()}]`]) {
    const { status, body: answer } = await send(body);
    expect({ status, code: answer?.error?.code }).toEqual({ status: 400, code: -32600 });
  }
  expect(world.seen).toEqual([]);
});

test("21: of duplicate keys one value decides, is recorded and is all that the system gets", async () => {
  const body =
    '{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call",' +
    '"params":{"name":"gatehouse_whoami","arguments":{"text":"ignored"}},' +
    '"params":{"name":"gatehouse_whoami","name":"fast_echo","arguments":{"text":"first","text":"second"}}}';
  const answer = await send(body);
  expect(answer.body?.result.structuredContent).toEqual({ text: "second" });
  const sent = world.seen.at(-1)?.body ?? "";
  expect(sent.match(/"(text|name|method|params|arguments)":/g)?.toSorted()).toEqual(
    // `name` stands once more, in our own client info.
    ['"arguments":', '"method":', '"name":', '"name":', '"params":', '"text":'],
  );
  expect(JSON.parse(sent).params).toMatchObject({ name: "fast_echo", arguments: { text: "second" } });
  const event = (await auditOf(world)).get(answer.headers.get("x-request-id") ?? "");
  expect(event).toMatchObject({ tool: "fast_echo", personal: { arguments: { text: "second" } } });
});

test("21: duplicate keys do not slip a refused tool past the rules", async () => {
  const before = world.seen.length;
  const { body } = await send(call('{"text":"hi"}', '"fast_echo","name":"fast_never_existed"'));
  expect(body?.error?.code).toBe(-32602);
  expect(world.seen.length).toBe(before);
});

test.each<[string, string]>([
  ["__proto__ in the arguments", call('{"text":"hi","__proto__":{"isAdmin":true}}')],
  ["__proto__ in escapes", call('{"text":"hi","\\u005f_proto__":{}}')],
  ["__proto__ as the parameters", '{"jsonrpc":"2.0","id":1,"method":"tools/call","__proto__":{"params":{}}}'],
  ["__proto__ deep inside", call('{"text":{"a":[{"__proto__":1}]}}')],
  ["a nesting of 33", call(nested("[", "]", 31))],
  ["a nesting of ten thousand lists", call(nested("[", "]", 10_000))],
  ["a nesting of ten thousand objects", call(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`)],
  ["a nesting of half a million that never closes", "[".repeat(500_000)],
  ["more values than may be", call(`{"text":[${"1,".repeat(2_100)}1]}`)],
  ["half a million empty lists", call(`[${"[],".repeat(300_000)}[]]`)],
  ["hundred thousand keys", call(`{${Array.from({ length: 90_000 }, (_, n) => `"k${n}":1`).join()}}`)],
  ["no JSON", "{]"],
  ["JSON with a tail", `${call('{"text":"hi"}')}x`],
  ["two messages", `${call('{"text":"hi"}')}\n${call('{"text":"hi"}')}`],
  ["no version", '{"id":1,"method":"ping"}'],
  ["another version", '{"jsonrpc":"1.0","id":1,"method":"ping"}'],
  ["parameters that are a list", '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["fast_echo"]}'],
  ["null for an id", '{"jsonrpc":"2.0","id":null,"method":"ping"}'],
  ["an object for an id", '{"jsonrpc":"2.0","id":{},"method":"ping"}'],
  ["a fraction for an id", '{"jsonrpc":"2.0","id":1.5,"method":"ping"}'],
  ["an endless number for an id", '{"jsonrpc":"2.0","id":1e999,"method":"ping"}'],
  ["a method that is no text", '{"jsonrpc":"2.0","id":1,"method":["tools/call"]}'],
  ["nothing", ""],
  ["text", '"tools/call"'],
])("21: a body with %s is refused at bounded cost", async (_, body) => {
  const before = world.seen.length;
  const startedAt = performance.now();
  const { status, body: answer } = await send(body);
  expect(performance.now() - startedAt).toBeLessThan(BOUNDED_MS);
  expect(status).toBe(400);
  expect([-32600, -32700]).toContain(answer?.error?.code);
  expect(world.seen.length).toBe(before);
});

test("21: a number with half a million digits is parsed at bounded cost and fits no text", async () => {
  const startedAt = performance.now();
  const { body } = await send(call(`{"text":${"9".repeat(500_000)}}`));
  expect(performance.now() - startedAt).toBeLessThan(BOUNDED_MS);
  expect(body?.result._meta["gatehouse/error"].code).toBe("invalid_input");
});

test.each<[string, Uint8Array<ArrayBuffer>]>([
  ["broken UTF-8", new Uint8Array([...Buffer.from('{"jsonrpc":"2.0","id":"'), 0xc3, 0x28])],
  ["an overlong slash", new Uint8Array([...Buffer.from('{"a":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
  ["UTF-16", new Uint8Array(Buffer.from(call('{"text":"hi"}'), "utf16le"))],
])("21: a body in %s is refused", async (_, bytes) => {
  const response = await sendBytes(bytes);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: -32700 } });
});

test("21: a name of a megabyte is no tool, costs little and comes back nowhere", async () => {
  const name = "x".repeat(1_000_000);
  const startedAt = performance.now();
  const answer = await send(call('{"text":"hi"}', JSON.stringify(name)));
  expect(performance.now() - startedAt).toBeLessThan(BOUNDED_MS);
  expect(answer.body?.error?.code).toBe(-32602);
  expect(answer.text.length).toBeLessThan(1_000);
  const event = (await auditOf(world)).get(answer.headers.get("x-request-id") ?? "");
  expect(JSON.stringify(event).length).toBeLessThan(2_000);
});

test("21: NUL and half surrogates in arguments are data, and their record can be written and read", async () => {
  const text = "a\u0000b\ud800c";
  const answer = await callTool(`${world.url}/mcp`, token, "fast_echo", { text });
  expect(answer.body?.result.structuredContent).toEqual({ text });
  const event = (await auditOf(world)).get(answer.headers.get("x-request-id") ?? "");
  expect(event).toMatchObject({ outcome: "ok", personal: { arguments: { text } } });
});

test("21: methods a caller makes up are counted under one name, so that no count is lost or filled up", async () => {
  const made = [`x${"y".repeat(900_000)}`, "nul\u0000", "ping\u0000", "'; drop table audit_count; --"];
  for (const method of made) {
    const { body } = await send(JSON.stringify({ jsonrpc: "2.0", id: 1, method }));
    expect(body?.error?.code).toBe(-32601);
  }
  await expect
    .poll(() => world.query("select method from audit_count where outcome = 'unknown_method'"), {
      timeout: 10_000,
    })
    .not.toEqual([]);
  const methods = await world.query<{ method: string }>("select distinct method from audit_count");
  expect(methods.every(({ method }) => method.length < 64)).toBe(true);
  expect(world.logLines.map(({ message }) => message)).not.toContain("audit counts could not be written");
});

test("21: arguments that are no object are refused, and recorded", async () => {
  for (const args of ["[]", '"text"', "7", "true"]) {
    const answer = await send(call(args));
    expect(answer.body?.result._meta["gatehouse/error"].code).toBe("invalid_input");
    const event = (await auditOf(world)).get(answer.headers.get("x-request-id") ?? "");
    expect(event).toMatchObject({ kind: "refusal", outcome: "invalid_input" });
  }
});
