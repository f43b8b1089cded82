import { afterAll, beforeAll, expect, test } from "vitest";
import { post } from "../support/mcp.ts";
import { type RawAnswer, rawRequest } from "./raw-request.ts";
import { AMARA, openWorld, type World } from "./world.ts";

let world: World;
let token: string;
let port: string;
beforeAll(async () => {
  world = await openWorld();
  token = (await world.tokensOf(AMARA)).access_token;
  ({ port } = new URL(world.url));
});
afterAll(() => world?.stop());

const BODY = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

/** A list asked for with a good token, so that only the target and the given headers can be what is refused. */
const ask = (headers: string[], target = "/mcp"): Promise<RawAnswer> =>
  rawRequest(world.url, [
    `POST ${target} HTTP/1.1`,
    ...headers,
    `Authorization: Bearer ${token}`,
    "Content-Type: application/json",
    `Content-Length: ${BODY.length}`,
    "Connection: close",
    "",
    BODY,
  ]);

const host = () => `Host: 127.0.0.1:${port}`;

test("28: what the tests below alter is served unaltered", async () => {
  expect((await ask([host()])).status).toBe(200);
  expect((await ask([host(), `Origin: ${world.url}`])).status).toBe(200);
});

test.each([
  "http://evil.example",
  "https://evil.example",
  "null",
  "http://127.0.0.1.evil.example",
  "http://127.0.0.1@evil.example",
  "http://evil.example#127.0.0.1",
  "http://localhost.evil.example",
  "http://evil.example:80",
  "http://10.0.0.1",
  "http://[::ffff:10.0.0.1]",
  "file://",
  "chrome-extension://abcdefghijklmnop",
  "data:text/html,x",
  "http://",
  "127.0.0.1",
  "http://127.0.0.1 http://evil.example",
])("28: a page of the origin %s is refused", async (origin) => {
  const answer = await ask([host(), `Origin: ${origin}`]);
  expect(answer.status).toBe(403);
  expect(answer.text.toLowerCase()).not.toContain("access-control-allow-origin");
});

test.each([
  "evil.example",
  "evil.example:(port)",
  "127.0.0.1.evil.example",
  "localhost.evil.example:(port)",
  "127.0.0.1:(port).evil.example",
  "evil.example#127.0.0.1:(port)",
  "evil.example/127.0.0.1:(port)",
  "evil.example?127.0.0.1:(port)",
  "evil.example\\@127.0.0.1:(port)",
  "10.0.0.1:(port)",
  "[::ffff:10.0.0.1]:(port)",
  "0.0.0.0:(port)",
  "127.0.0.2:(port)",
  "",
  "evil.example@127.0.0.1:(port)",
  "127.0.0.1:(port)/evil",
  "127.0.0.1:(port)?evil.example",
  "127.0.0.1:(port)#evil.example",
])("28: the host name %s is refused", async (name) => {
  const { status } = await ask([`Host: ${name.replace("(port)", port)}`]);
  expect([400, 403]).toContain(status);
});

test("28: no host name and two host names are refused", async () => {
  expect((await ask([])).status).toBe(400);
  expect([400, 403]).toContain((await ask(["Host: evil.example", host()])).status);
});

test("28: headers of a proxy do not make a foreign host ours, nor ours foreign", async () => {
  const forwarded = [`X-Forwarded-Host: 127.0.0.1:${port}`, `Forwarded: host=127.0.0.1:${port}`];
  expect((await ask(["Host: evil.example", ...forwarded])).status).toBe(403);
  const foreign = ["X-Forwarded-Host: evil.example", "X-Forwarded-For: 10.0.0.1", "X-Real-IP: 10.0.0.1"];
  expect((await ask([host(), ...foreign, "X-HTTP-Method-Override: GET"])).status).toBe(200);
});

test("28: an address in absolute form is refused, ours and foreign ones alike", async () => {
  for (const target of ["http://evil.example/mcp", `${world.url}/mcp`, "https://127.0.0.1/mcp", "evil:80"]) {
    expect((await ask([host()], target)).status).toBe(400);
  }
  const [line, ...rest] = [`CONNECT 127.0.0.1:${port} HTTP/1.1`, host(), "Connection: close", "", ""];
  expect((await rawRequest(world.url, [line ?? "", ...rest])).status).not.toBe(200);
});

test("28: a path in address form names nobody's host", async () => {
  const { status, text } = await ask([host()], "//evil.example/mcp");
  expect(status).toBe(404);
  expect(text).not.toContain("evil.example");
});

test.each([
  ["two lengths", ["Content-Length: 5"]],
  ["a length and chunks", ["Transfer-Encoding: chunked"]],
  ["chunks in odd letters", ["Transfer-Encoding: xchunked"]],
  ["a folded header", ["X-A: b", " Transfer-Encoding: chunked"]],
  ["a space before the colon", ["Transfer-Encoding : chunked"]],
  ["a line feed alone", ["X-A: b\nTransfer-Encoding: chunked"]],
])("28: a request that two parsers would cut differently is refused: %s", async (_, headers) => {
  expect((await ask([host(), ...headers])).status).toBe(400);
});

test.each([
  "/.well-known/oauth-protected-resource",
  "/.well-known/oauth-protected-resource/mcp",
  "/.well-known/oauth-protected-resource/mcp/fast",
  "/.well-known/oauth-authorization-server",
  "/.well-known/openid-configuration",
  "/oauth/jwks",
  "/.well-known/gatehouse/assertion-keys",
])("28: %s says what the configuration says, whatever the request claims", async (path) => {
  const plain = await (await fetch(world.url + path)).text();
  const { status, text } = await rawRequest(world.url, [
    `GET ${path} HTTP/1.1`,
    "Host: evil.example",
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Prefix: /evil",
    "Forwarded: host=evil.example;proto=https",
    "X-Original-URL: /evil",
    "Connection: close",
    "",
    "",
  ]);
  expect(text).not.toContain("evil");
  if (status === 200) expect(text.endsWith(plain) || text.includes(plain)).toBe(true);
  else expect([400, 403]).toContain(status);
});

test("28: the challenge of a refusal points to the configured address", async () => {
  const headers = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
  const answer = await post(`${world.url}/mcp`, BODY, headers);
  expect(answer.status).toBe(401);
  expect(answer.headers.get("www-authenticate")).toContain(`"${world.url}/.well-known/`);
  expect(answer.headers.get("www-authenticate")).not.toContain("evil");
});

test("28: a sign-in that begins under a foreign name goes on under the configured one", async () => {
  const answer = await rawRequest(world.url, [
    "GET /oauth/authorize?client_id=house-client&redirect_uri=http%3A%2F%2F127.0.0.1%3A4321%2Fcallback&" +
      "response_type=code&code_challenge=0123456789012345678901234567890123456789012&code_challenge_method=S256 HTTP/1.1",
    "Host: evil.example",
    "X-Forwarded-Host: evil.example",
    "Connection: close",
    "",
    "",
  ]);
  expect(answer.status).toBe(303);
  expect(answer.text).not.toContain("evil.example");
});
