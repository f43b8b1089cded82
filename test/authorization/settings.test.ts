import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
// @boundaries-ignore as in world.ts
import { createAuthorizationServer } from "../../gateway/src/authorization/authorization-server.ts";
import { listen } from "../support/listen.ts";
import { CLIENT, newTokens, providerSettings, refresh, startWorld, type World } from "./world.ts";

let world: World;
let spoken: string[];
beforeAll(async () => {
  spoken = [];
  for (const method of ["info", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((line: unknown) => void spoken.push(String(line)));
  }
  world = await startWorld();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

const get = async (path: string) =>
  (await fetch(world.url + path)).json() as Promise<Record<string, unknown>>;

const options = () => ({
  publicUrl: world.url,
  resources: [world.resource],
  database: world.database,
  signingKeys: () => [world.signingKey],
  cookieKeys: () => ["a"],
  identityProviders: [providerSettings(world.providerUrl)],
  log: { info() {}, warn() {}, error() {} },
});

test("the metadata makes Claude use its published identity and ask for a refresh token", async () => {
  const metadata = await get("/.well-known/oauth-authorization-server");
  expect(metadata).toMatchObject({
    issuer: world.url,
    code_challenge_methods_supported: ["S256"],
    client_id_metadata_document_supported: true,
    token_endpoint_auth_methods_supported: ["none"],
    scopes_supported: expect.arrayContaining(["mcp:read", "mcp:write", "offline_access"]),
    authorization_response_iss_parameter_supported: true,
    grant_types_supported: ["authorization_code", "refresh_token"],
  });
  expect(metadata).not.toHaveProperty("registration_endpoint");
  expect(metadata).toEqual(world.server.metadata());
  expect(await get("/.well-known/openid-configuration")).toEqual(metadata);
});

test("every address in the metadata answers, and nothing else does under /oauth/", async () => {
  const { jwks_uri, token_endpoint, revocation_endpoint, authorization_endpoint } = world.server.metadata();
  expect((await fetch(jwks_uri)).status).toBe(200);
  expect((await fetch(authorization_endpoint)).status).toBe(400);
  for (const url of [token_endpoint, revocation_endpoint]) {
    expect((await fetch(url, { method: "POST", body: new URLSearchParams() })).status).toBe(400);
  }
  for (const path of ["/oauth/register", "/oauth/reg", "/oauth/me", "/oauth/introspect", "/oauth/request"]) {
    expect((await fetch(world.url + path, { method: "POST" })).status).toBe(404);
  }
});

test("all keys are published without their private part, and the first one signs", async () => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const nextKey = { ...(await exportJWK(privateKey)), kid: "next" };
  const rotated = createAuthorizationServer({ ...options(), signingKeys: () => [nextKey, world.signingKey] });
  const listening = await listen(rotated.handler);
  const { keys } = (await (await fetch(`${listening.url}/oauth/jwks`)).json()) as {
    keys: Record<string, unknown>[];
  };
  await listening.stop();
  expect(keys.map(({ kid }) => kid)).toEqual(["next", "first"]);
  for (const key of keys) expect(key).not.toHaveProperty("d");
  const { access_token = "" } = await newTokens(world);
  await expect(rotated.verifyAccessToken(access_token)).resolves.toMatchObject({ audience: world.resource });
});

test("tokens live as long as was set, and the response says so", async () => {
  const brief = await startWorld({ lifetimes: { accessTokenSeconds: 600 } });
  const tokens = await newTokens(brief);
  const renewed = await refresh(brief, tokens.refresh_token);
  await brief.stop();
  expect([tokens.expires_in, renewed.body.expires_in]).toEqual([600, 600]);
});

test.each([
  [{ lifetimes: { accessTokenSeconds: 359 } }, "accessTokenSeconds"],
  [{ lifetimes: { accessTokenSeconds: 86_401 } }, "accessTokenSeconds"],
  [{ lifetimes: { refreshIdleSeconds: 100, loginSeconds: 50 } }, "refreshIdleSeconds"],
  [{ publicUrl: "https://gateway.example/" }, "publicUrl"],
  [{ signingKeys: () => [] }, "signing key"],
  [{ clients: [{ ...CLIENT, redirectUris: ["http://attacker.example/callback"] }] }, "must be https"],
  [{ clients: [{ ...CLIENT, redirectUris: ["https://*.example/callback"] }] }, "wildcard"],
  [{ clients: [CLIENT, CLIENT] }, "Two clients"],
])("unusable settings stop the start: %j", (changes, reason) => {
  expect(() => createAuthorizationServer({ ...options(), ...changes })).toThrow(reason);
});

test("with the database gone, requests are refused in bounded time and work again once it is back", async () => {
  const tokens = await newTokens(world);
  await world.database.pool.query("alter table oidc_model rename to oidc_model_away");
  const failed = await refresh(world, tokens.refresh_token);
  await world.database.pool.query("alter table oidc_model_away rename to oidc_model");
  expect(failed).toMatchObject({ status: 500, body: { error: "server_error" } });
  await world.testDatabase.dropConnections();
  await expect.poll(async () => (await refresh(world, tokens.refresh_token)).status).toBe(200);
});

test("the library has nothing to warn about", () => {
  expect(spoken).toEqual([]);
});
