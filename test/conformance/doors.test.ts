import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { legacy, MODERN, modern, post } from "../support/mcp.ts";
import { openWireHouse, raw, type WireHouse } from "./wire-house.ts";

let wire: WireHouse;
let authorization: string;
beforeAll(async () => {
  wire = await openWireHouse();
  authorization = `Bearer ${wire.tokens.all}`;
});
afterAll(() => wire?.stop());

const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
const json = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const MiB = 1024 * 1024;

describe("a token", () => {
  test("that is missing is asked for, with the way to get one", async () => {
    for (const url of Object.values(wire.urls)) {
      const refused = await post(url, ping);
      expect(refused.status).toBe(401);
      const challenge = refused.headers.get("www-authenticate") ?? "";
      expect(challenge).toMatch(/^Bearer /);
      expect(challenge).toContain('scope="mcp:read"');
      const metadata = await fetch(/resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "");
      expect(metadata.status).toBe(200);
      expect(await metadata.json()).toMatchObject({ resource: url, authorization_servers: [wire.house.url] });
    }
  });

  test.each([["Bearer nonsense"], ["Bearer a.b.c"], ["Basic dXNlcjpwYXNz"], ["Bearer "]])(
    "such as %j opens nothing",
    async (given) => {
      const refused = await post(wire.urls.all, ping, { authorization: given });
      expect(refused.status).toBe(401);
      expect(refused.headers.get("www-authenticate")).toContain("resource_metadata=");
    },
  );

  test("for one MCP URL opens no other", async () => {
    const { urls, tokens } = wire;
    for (const [url, token] of [
      [urls.all, tokens.fast],
      [urls.fast, tokens.all],
      [urls.fixture, tokens.fast],
    ] as const) {
      const refused = await legacy(url, token, "ping");
      expect(refused.status).toBe(401);
      expect(refused.headers.get("www-authenticate")).toContain('error="invalid_token"');
    }
    expect((await legacy(urls.fast, tokens.fast, "ping")).status).toBe(200);
  });

  test("without the scope for changes opens none, and says which scopes to ask for", async () => {
    for (const speak of [modern, legacy]) {
      const params = { name: "fast_change", arguments: { text: "a" } };
      const refused = await speak(wire.urls.all, wire.tokens.all, "tools/call", params);
      expect(refused.status).toBe(403);
      const challenge = refused.headers.get("www-authenticate");
      expect(challenge).toContain('error="insufficient_scope"');
      expect(challenge).toContain('scope="mcp:read mcp:write"');
    }
  });
});

describe("a body", () => {
  test.each([
    ["that is no JSON", '{"jsonrpc":', 400, -32700],
    ["that is empty", "", 400, -32700],
    ["that is an array", `[${ping}]`, 400, -32600],
    ["that is an empty array", "[]", 400, -32600],
    ["that is no message", '{"hello":"world"}', 400, -32600],
    ["that is text", '"ping"', 400, -32600],
    [
      "that nests too deeply",
      `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${"[".repeat(40)}${"]".repeat(40)}}}`,
      400,
      -32600,
    ],
    [
      "that carries a forbidden key",
      '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"__proto__":{"a":1}}}',
      400,
      -32600,
    ],
  ])("%s is refused in both eras", async (_, body, status, code) => {
    for (const headers of [
      {},
      { "mcp-protocol-version": "2025-11-25" },
      { "mcp-protocol-version": MODERN },
    ]) {
      const refused = await post(wire.urls.all, body, { authorization, ...headers });
      expect([refused.status, refused.body?.error?.code]).toEqual([status, code]);
    }
  });

  test("declared too large is refused before it is sent, even to strangers", async () => {
    const headers = { ...json, "content-length": String(2 * MiB), expect: "100-continue" };
    expect((await raw(wire.urls.all, { headers })).status).toBe(413);
  });

  test("that grows too large undeclared is cut off", async () => {
    const headers = { ...json, authorization, "transfer-encoding": "chunked" };
    const refused = await raw(wire.urls.all, { headers, body: " ".repeat(2 * MiB) });
    expect(refused.status).toBe(413);
    expect(JSON.parse(refused.text).error.code).toBe(-32600);
  });

  test.each([
    ["text/plain", { "content-type": "text/plain" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["JSON by another name", { "content-type": "application/jsonp" }],
    ["no type", { "content-type": "" }],
    ["compressed JSON", { "content-type": "application/json", "content-encoding": "gzip" }],
  ])("that is %s is refused", async (_, headers) => {
    expect((await raw(wire.urls.all, { headers: { authorization, ...headers }, body: ping })).status).toBe(
      415,
    );
  });

  test("that names its tool twice is decided and forwarded as one and the same", async () => {
    const call = '"name":"fast_list_rows","name":"fast_echo","arguments":{"text":"twice"}';
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{${call}}}`;
    const answered = await post(wire.urls.all, body, { authorization });
    expect(answered.body?.result.structuredContent).toEqual({ text: "twice" });
    expect(wire.seen.at(-1)?.body).not.toContain("fast_list_rows");
  });
});

describe("a request", () => {
  test.each(["GET", "DELETE", "PUT", "PATCH"])("with %s finds no such verb", async (method) => {
    for (const headers of [{ authorization }, {}]) {
      const refused = await raw(wire.urls.all, { method, headers });
      expect(refused.status).toBe(405);
      expect(refused.headers.allow).toBe("POST");
    }
  });

  test.each([
    ["a page of another origin", { origin: "https://evil.example" }],
    ["a page without an origin", { origin: "null" }],
    ["a page of a name that only begins like ours", { origin: "http://127.0.0.1.evil.example" }],
    ["another host", { host: "evil.example" }],
    ["a host that only ends like ours", { host: "evil.localhost" }],
  ])("from %s is refused before its token is looked at", async (_, headers) => {
    for (const signedIn of [{}, { authorization }])
      expect(
        (await raw(wire.urls.all, { headers: { ...json, ...signedIn, ...headers }, body: ping })).status,
      ).toBe(403);
  });

  test("from a page of our own origin is served", async () => {
    const headers = { authorization, origin: wire.house.url };
    expect((await post(wire.urls.all, ping, headers)).body).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
  });

  test("that is a notification, or a legacy client's answer, is taken and not answered", async () => {
    const initialized = { jsonrpc: "2.0", method: "notifications/initialized" };
    const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };
    const answered = { jsonrpc: "2.0", id: 1, result: {} };
    for (const [body, headers] of [
      [initialized, { "mcp-protocol-version": "2025-11-25" }],
      [initialized, {}],
      [cancelled, { "mcp-protocol-version": MODERN, "mcp-method": "notifications/cancelled" }],
      [answered, { "mcp-protocol-version": "2025-11-25" }],
    ] as [object, Record<string, string>][]) {
      const taken = await post(wire.urls.all, body, { authorization, ...headers });
      expect([taken.status, taken.text]).toEqual([202, ""]);
    }
  });

  test("that brings a session is served without one", async () => {
    const headers = { authorization, "mcp-session-id": "made-up" };
    const params = {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "t", version: "1" },
    };
    const hello = await post(wire.urls.all, { jsonrpc: "2.0", id: 1, method: "initialize", params }, headers);
    expect(hello.status).toBe(200);
    expect(hello.headers.get("mcp-session-id")).toBeNull();
  });
});

describe("metadata", () => {
  const read = async (path: string) =>
    (await (await fetch(`${wire.house.url}${path}`)).json()) as Record<string, unknown>;

  test("of a resource stands under its own path, and that of the first at the root as well", async () => {
    const first = await read("/.well-known/oauth-protected-resource/mcp");
    expect(first).toMatchObject({ resource: wire.urls.all, authorization_servers: [wire.house.url] });
    expect(first.scopes_supported).not.toContain("offline_access");
    expect(await read("/.well-known/oauth-protected-resource")).toEqual(first);
    const fast = await read("/.well-known/oauth-protected-resource/mcp/fast");
    expect(fast).toEqual({ ...first, resource: wire.urls.fast });
  });

  test("of the authorization server says what clients choose by", async () => {
    const metadata = await read("/.well-known/oauth-authorization-server");
    expect(metadata).toMatchObject({
      issuer: wire.house.url,
      code_challenge_methods_supported: ["S256"],
      client_id_metadata_document_supported: true,
      authorization_response_iss_parameter_supported: true,
    });
    expect(metadata.scopes_supported).toContain("offline_access");
    expect(metadata.token_endpoint_auth_methods_supported).toContain("none");
    expect(metadata).not.toHaveProperty("registration_endpoint");
  });
});
