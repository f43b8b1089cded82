import { afterAll, beforeAll, expect, test } from "vitest";
import { MODERN, post } from "../support/mcp.ts";
import { AMARA, openWorld, type World } from "./world.ts";

let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = (await world.tokensOf(AMARA)).access_token;
});
afterAll(() => world?.stop());

const VERSION = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const META = { [VERSION]: MODERN, [CAPABILITIES]: {} };

type Changes = {
  headers?: Record<string, string | undefined>;
  meta?: Record<string, unknown> | undefined;
  method?: string;
  params?: Record<string, unknown>;
};

/** A call of fast_echo that is right in every part, but for the changes; undefined takes a header away. */
function send({ headers = {}, method = "tools/call", params = {}, ...more }: Changes) {
  const meta = "meta" in more ? more.meta : META;
  const all = {
    authorization: `Bearer ${token}`,
    "mcp-protocol-version": MODERN,
    "mcp-method": "tools/call",
    "mcp-name": "fast_echo",
    ...headers,
  };
  const body = {
    jsonrpc: "2.0",
    id: 1,
    method,
    params: { name: "fast_echo", arguments: { text: "hi" }, ...params, ...(meta && { _meta: meta }) },
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return post(`${world.url}/mcp`, body, Object.fromEntries(sent));
}

test("20: what the tests below alter is served unaltered", async () => {
  const { status, body } = await send({});
  expect({ status, said: body?.result?.structuredContent }).toEqual({ status: 200, said: { text: "hi" } });
});

test.each<[string, Changes, number]>([
  ["another tool in the name", { headers: { "mcp-name": "gatehouse_whoami" } }, -32020],
  ["the name in capitals", { headers: { "mcp-name": "FAST_ECHO" } }, -32020],
  ["two names", { headers: { "mcp-name": "fast_echo, gatehouse_whoami" } }, -32020],
  ["a broken encoding in the name", { headers: { "mcp-name": "=?base64?!!!?=" } }, -32020],
  ["another name, encoded", { headers: { "mcp-name": "=?base64?Z2F0ZWhvdXNlX3dob2FtaQ==?=" } }, -32020],
  ["no name", { headers: { "mcp-name": undefined } }, -32020],
  ["another method", { headers: { "mcp-method": "tools/list" } }, -32020],
  ["a harmless method over a call", { headers: { "mcp-method": "server/discover" } }, -32020],
  ["the method in capitals", { headers: { "mcp-method": "TOOLS/CALL" } }, -32020],
  ["no method", { headers: { "mcp-method": undefined } }, -32020],
  ["an older version", { headers: { "mcp-protocol-version": "2025-11-25" } }, -32020],
  ["two versions", { headers: { "mcp-protocol-version": `${MODERN}, 2025-11-25` } }, -32020],
  ["no version", { headers: { "mcp-protocol-version": undefined } }, -32020],
  ["a call under the header of a list", { method: "tools/list" }, -32020],
])("20: headers with %s are refused, and nothing goes on", async (_, changes, code) => {
  await expectRefused(changes, code);
});

test.each<[string, Changes, number]>([
  ["an older version in both", changesOfVersion("2025-11-25"), -32022],
  ["a version nobody knows in both", changesOfVersion("2099-01-01"), -32022],
  [
    "a version nobody knows in the header alone",
    { ...changesOfVersion("2099-01-01"), meta: undefined },
    -32022,
  ],
  ["the modern version and no meta", { meta: undefined }, -32602],
  ["no capabilities", { meta: { [VERSION]: MODERN } }, -32602],
  ["capabilities that are text", { meta: { ...META, [CAPABILITIES]: "all" } }, -32602],
  ["a version that is a list", { meta: { ...META, [VERSION]: [MODERN] } }, -32602],
  ["initialize under the modern version", { method: "initialize", meta: undefined }, -32020],
])("20: a body with %s is refused, and nothing goes on", async (_, changes, code) => {
  await expectRefused(changes, code);
});

function changesOfVersion(version: string): Changes {
  return { headers: { "mcp-protocol-version": version }, meta: { ...META, [VERSION]: version } };
}

async function expectRefused(changes: Changes, code: number): Promise<void> {
  const before = world.seen.length;
  const { status, body } = await send(changes);
  expect({ status, code: body?.error?.code }).toEqual({ status: 400, code });
  expect(body?.result).toBeUndefined();
  expect(world.seen.length).toBe(before);
}

test("20: on a legacy request the new headers decide nothing: the body does", async () => {
  const version = { "mcp-protocol-version": "2025-11-25" };
  const own = { ...version, "mcp-name": "gatehouse_whoami", "mcp-method": "tools/list" };
  const before = world.seen.length;
  const { body } = await send({ meta: undefined, headers: own });
  expect(body?.result.structuredContent).toEqual({ text: "hi" });
  expect(world.seen.length).toBe(before + 1);
  const hidden = { ...version, "mcp-name": "fast_echo", "mcp-method": "tools/call" };
  const refused = await send({ meta: undefined, headers: hidden, params: { name: "fast_never_existed" } });
  expect(refused.body?.error?.code).toBe(-32602);
});

test("20: a server gets our own routing headers, made from the body, and none of the caller's", async () => {
  const headers = {
    "x-forwarded-for": "10.0.0.1",
    "x-gatehouse-person": "somebody-else",
    cookie: "session=mine",
    "mcp-param-text": "other",
    "mcp-session-id": "abc",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  };
  await send({ headers });
  const sent = world.seen.at(-1)?.headers ?? {};
  expect(sent).toMatchObject({ "mcp-method": "tools/call", "mcp-name": "fast_echo" });
  for (const name of Object.keys(headers)) expect(sent).not.toHaveProperty(name);
});

test("20: what a caller says about steps and changes stays at the door", async () => {
  const meta = { ...META, "gatehouse/step": "commit", "gatehouse/change": { before: 1 }, "gatehouse/x": 1 };
  await send({ meta });
  const { params } = JSON.parse(world.seen.at(-1)?.body ?? "{}");
  expect(Object.keys(params._meta).filter((key) => key.startsWith("gatehouse/"))).toEqual([]);
});
