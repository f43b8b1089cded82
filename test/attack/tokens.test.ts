import { createHmac, randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { decodeJwt, decodeProtectedHeader, exportJWK, exportSPKI, generateKeyPair, importJWK } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listen } from "../support/listen.ts";
import { modern, post } from "../support/mcp.ts";
import { assemble, forge, keyFrom, secondsNow } from "./forge.ts";
import { idTokenOf } from "./id-token.ts";
import { newCode } from "./oauth.ts";
import { rawRequest } from "./raw-request.ts";
import { AMARA, INGRID, openWorld, type World } from "./world.ts";

let world: World;
let token: string;
let claims: Record<string, unknown>;
let header: Record<string, unknown>;
let own: Awaited<ReturnType<typeof keyFrom>>;
beforeAll(async () => {
  world = await openWorld();
  token = (await world.tokensOf(AMARA)).access_token;
  claims = decodeJwt(token);
  header = { ...decodeProtectedHeader(token) };
  own = await keyFrom(world.env.GATEHOUSE_SIGNING_KEY);
});
afterAll(() => world?.stop());

const ask = (bearer: string, path = "/mcp") => modern(`${world.url}${path}`, bearer, "tools/list");

async function expectRefused(bearer: string): Promise<void> {
  const { status, headers, body } = await ask(bearer);
  expect(status).toBe(401);
  expect(headers.get("www-authenticate")).toContain(
    `resource_metadata="${world.url}/.well-known/oauth-protected-resource/mcp"`,
  );
  expect(body?.result).toBeUndefined();
}

/** The living token's claims under our own key, with changes: only what is changed can be what is refused. */
const altered = (changes: Record<string, unknown>, headerChanges: Record<string, unknown> = {}) =>
  forge(own.key, { claims: { ...claims, ...changes }, header: { ...header, ...headerChanges } });

const foreign = async (headerChanges: Record<string, unknown>) =>
  forge((await generateKeyPair("ES256")).privateKey, { claims, header: { ...header, ...headerChanges } });

test("12: what the tests below alter is admitted unaltered", async () => {
  expect((await ask(await altered({ jti: "another" }))).status).toBe(200);
});

test.each<[string, () => Promise<string> | string]>([
  ["no algorithm", () => assemble({ ...header, alg: "none" }, claims, "")],
  ["no algorithm in other letters", () => assemble({ ...header, alg: "nOnE" }, claims, "")],
  ["no algorithm and the true signature", () => withHeader({ ...header, alg: "none" })],
  ["a cut signature", () => token.slice(0, token.lastIndexOf(".") + 1)],
  ["a signature of zeros", () => assemble(header, claims, Buffer.alloc(64))],
  ["a signature of another token", async () => swapped(await altered({ jti: "x" }))],
  ["a secret made of the public key as PEM", async () => hmac(await pem())],
  ["a secret made of the public key as JWK", () => hmac(JSON.stringify(own.publicKey))],
  ["an empty secret", () => hmac("")],
  ["another key under our key id", () => foreign({})],
  ["an unknown key id", () => foreign({ kid: "another" })],
  ["a key id that is a path", () => foreign({ kid: "../../../../dev/null" })],
  ["a key id that is SQL", () => foreign({ kid: "x' or '1'='1" })],
  ["no key id and another key", () => foreign({ kid: undefined })],
])("12: a token with %s is refused", async (_, make) => {
  await expectRefused(await make());
});

test.each(["jku", "x5u"])(
  "12: a token that brings the address of its key by %s makes nobody fetch it",
  async (name) => {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    let fetched = 0;
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "mine", alg: "ES256" }] });
    const server = await listen((_request, response) => {
      fetched += 1;
      response.end(keys);
    });
    await expectRefused(
      await forge(privateKey, { claims, header: { ...header, kid: "mine", [name]: `${server.url}/keys` } }),
    );
    await server.stop();
    expect(fetched).toBe(0);
  },
);

test("12: a token that brings its own key is refused", async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(publicKey);
  for (const more of [{ jwk }, { jwk, kid: undefined }, { x5c: [randomBytes(64).toString("base64")] }])
    await expectRefused(await forge(privateKey, { claims, header: { ...header, ...more } }));
});

test.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
  ["the type of any token", {}, { typ: "JWT" }],
  ["no type", {}, { typ: undefined }],
  ["the type of an assertion", {}, { typ: "gatehouse-assertion+jwt" }],
  ["an extension nobody understands", {}, { crit: ["unheard-of"], "unheard-of": true }],
  ["another issuer", { iss: "https://elsewhere.example" }],
  ["our issuer with a slash", { iss: "(url)/" }],
  ["no issuer", { iss: undefined }],
  ["an audience elsewhere", { aud: "https://elsewhere.example/mcp" }],
  ["the gateway itself as audience", { aud: "(url)" }],
  ["the audience with a slash", { aud: "(url)/mcp/" }],
  ["the sibling endpoint's audience", { aud: "(url)/mcp/fast" }],
  ["two audiences", { aud: ["(url)/mcp", "(url)/mcp/fast"] }],
  ["the audience of a server", { aud: "gatehouse:server:fast" }],
  ["no audience", { aud: undefined }],
  ["an end in the past", { exp: secondsNow() - 60, iat: secondsNow() - 600 }],
  ["no end", { exp: undefined }],
  ["an end that is text", { exp: "9999999999" }],
  ["a beginning in the future", { nbf: secondsNow() + 120 }],
  ["no person", { sub: undefined }],
  ["a person who does not exist", { sub: "00000000-0000-4000-8000-000000000000" }],
  ["a person that is SQL", { sub: "x' or active or id::text = '" }],
  ["no grant", { gid: undefined }],
  ["a grant that does not exist", { gid: "made-up" }],
  ["no client", { client_id: undefined }],
  ["no id", { jti: undefined }],
  ["no scope", { scope: undefined }],
])("12: a token under our own key with %s is refused", async (_, changes, headerChanges) => {
  const resolved = Object.entries(changes).map(([name, value]) => [name, placed(value)]);
  await expectRefused(await altered(Object.fromEntries(resolved), headerChanges));
});

test("12: a token of another person does not open the door with this one's grant", async () => {
  const other = decodeJwt((await world.tokensOf(INGRID)).access_token);
  await expectRefused(await altered({ sub: other.sub }));
});

test("12: refresh token, code, and id token of the company's login are no access tokens", async () => {
  const { refresh_token } = await world.tokensOf(AMARA);
  await expectRefused(refresh_token);
  await expectRefused(await newCode(world, AMARA));
  const idToken = await idTokenOf(world, AMARA);
  expect(decodeJwt(idToken)).toMatchObject({ aud: "gatehouse" });
  await expectRefused(idToken);
});

test("12: the gateway's own assertion to a server is no access token", async () => {
  await modern(`${world.url}/mcp`, token, "tools/call", { name: "fast_echo", arguments: { text: "hi" } });
  const assertion = String(world.seen.at(-1)?.headers.authorization).replace("Bearer ", "");
  expect(decodeProtectedHeader(assertion).typ).toBe("gatehouse-assertion+jwt");
  await expectRefused(assertion);
});

test("12: a token of one endpoint is refused at its sibling, in both directions", async () => {
  const sibling = (await world.tokensOf(AMARA, "/mcp/fast")).access_token;
  expect((await ask(sibling, "/mcp/fast")).status).toBe(200);
  expect((await ask(sibling)).status).toBe(401);
  expect((await ask(token, "/mcp/fast")).status).toBe(401);
});

test.each([
  ["another scheme", (good: string) => `Basic ${good}`],
  ["no scheme", (good: string) => good],
  ["two tokens", (good: string) => `Bearer ${good}, Bearer ${good}`],
  ["a token twice over", (good: string) => `Bearer ${good} ${good}`],
  ["a control character inside", (good: string) => `Bearer ${good.slice(0, 20)}\t${good.slice(20)}`],
  ["nothing but the scheme", () => "Bearer "],
])("12: an authorization header with %s is refused", async (_, make) => {
  const headers = { authorization: make(token) };
  const { status } = await post(`${world.url}/mcp`, { jsonrpc: "2.0", id: 1, method: "tools/list" }, headers);
  expect(status).toBe(401);
});

test("12: of two authorization headers a good one does not rescue a bad one", async () => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
  const { status } = await rawRequest(world.url, [
    "POST /mcp HTTP/1.1",
    `Host: ${new URL(world.url).host}`,
    "Authorization: Bearer made-up",
    `Authorization: Bearer ${token}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "Connection: close",
    "",
    body,
  ]);
  expect(status).toBe(401);
});

test("13: a token in the query or in a form is refused and stands in no log line and no record", async () => {
  const rpc = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  for (const name of ["access_token", "token", "authorization", "bearer"]) {
    const answer = await post(`${world.url}/mcp?${name}=${token}`, rpc);
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain(token);
    expect([...answer.headers.values()].join()).not.toContain(token);
  }
  const form = new URLSearchParams({ access_token: token });
  expect((await fetch(`${world.url}/mcp`, { method: "POST", body: form })).status).toBe(415);
  for (const path of ["/metrics", "/nowhere", "/oauth/authorize", "/signin/callback", "/oauth/nowhere"])
    await fetch(`${world.url}${path}?access_token=${token}&state=${token}`, { redirect: "manual" });
  await fetch(`${world.url}/oauth/token?access_token=${token}`, { method: "POST" });

  const [, , signature = ""] = token.split(".");
  expect(inspect(world.logLines, { depth: 20, maxStringLength: null })).not.toContain(signature);
  expect(await (await fetch(`${world.url}/metrics`)).text()).not.toContain(signature);
  const rows = await world.query<{ content: string }>(
    "select audit_row::text as content from audit_row union all select oidc_model::text from oidc_model",
  );
  expect(rows.map(({ content }) => content).join("\n")).not.toContain(signature);
});

const placed = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(placed)
    : typeof value === "string"
      ? value.replace("(url)", world.url)
      : value;

const hmac = (secret: string): string => {
  const unsigned = assemble({ ...header, alg: "HS256" }, claims, "").slice(0, -1);
  return `${unsigned}.${createHmac("sha256", secret).update(unsigned).digest("base64url")}`;
};

const pem = async (): Promise<string> =>
  exportSPKI((await importJWK({ ...own.publicKey, ext: true }, "ES256")) as Parameters<typeof exportSPKI>[0]);

const withHeader = (changed: object): string => {
  const [, payload, signature] = token.split(".");
  return `${Buffer.from(JSON.stringify(changed)).toString("base64url")}.${payload}.${signature}`;
};

const swapped = (other: string): string => {
  const [head, payload] = token.split(".");
  return `${head}.${payload}.${other.split(".")[2]}`;
};
