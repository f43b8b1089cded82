import { afterAll, beforeAll, expect, test } from "vitest";
import { signIn } from "../support/headless-sign-in.ts";
import {
  authorizationUrl,
  codeParameters,
  newCode,
  newTokens,
  postToken,
  SOMEBODY,
  startWorld,
  type World,
} from "./world.ts";

const CLAUDE = "https://claude.ai/oauth/mcp-oauth-client-metadata";
const CLAUDE_CODE = "https://claude.ai/oauth/claude-code-client-metadata";
const CLAUDE_REDIRECT = "https://claude.ai/api/mcp/auth_callback";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const ask = (changes: Record<string, string | undefined>) =>
  fetch(authorizationUrl(world, changes), { redirect: "manual", headers: { accept: "text/html" } });

test.each([
  ["case", "https://claude.ai/api/mcp/AUTH_CALLBACK"],
  ["case of the host", "https://Claude.ai/api/mcp/auth_callback"],
  ["a slash", `${CLAUDE_REDIRECT}/`],
  ["a query", `${CLAUDE_REDIRECT}?next=1`],
  ["a fragment", `${CLAUDE_REDIRECT}#x`],
  ["a port", "https://claude.ai:8443/api/mcp/auth_callback"],
  ["a look-alike host", "https://claude.ai.evil.example/api/mcp/auth_callback"],
  ["user information", "https://claude.ai@evil.example/api/mcp/auth_callback"],
  ["its scheme", "http://claude.ai/api/mcp/auth_callback"],
  ["path tricks", "https://claude.ai/api/mcp/x/../auth_callback"],
  ["script", "javascript:alert(1)"],
])("a redirect that differs by %s gets an error page and no redirect", async (_, redirect_uri) => {
  const response = await ask({ client_id: CLAUDE, redirect_uri });
  expect(response.status).toBe(400);
  expect(response.headers.get("location")).toBeNull();
  const html = await response.text();
  expect(html).toContain("This request cannot be accepted");
  expect(html).toContain(response.headers.get("x-request-id"));
});

test.each([
  ["http://localhost:50123/callback"],
  ["http://127.0.0.1:1/callback"],
  ["http://localhost/callback"],
])("Claude Code may listen on any loopback port: %s", async (redirect_uri) => {
  const response = await ask({ client_id: CLAUDE_CODE, redirect_uri });
  expect(response.headers.get("location")).toMatch(/^\/signin\//);
});

test.each([
  ["http://localhost:50123/other"],
  ["http://localhost:50123/callback/"],
  ["http://localhost.evil.example:50123/callback"],
  ["http://192.168.1.5:50123/callback"],
  ["http://user@localhost:50123/callback"],
])("a loopback redirect is still exact but for the port: %s", async (redirect_uri) => {
  expect((await ask({ client_id: CLAUDE_CODE, redirect_uri })).status).toBe(400);
});

test.each([[CLAUDE_REDIRECT], ["https://claude.com/api/mcp/auth_callback"]])(
  "Claude is accepted with %s",
  async (redirect_uri) => {
    const response = await ask({ client_id: CLAUDE, redirect_uri });
    expect(response.headers.get("location")).toMatch(/^\/signin\//);
  },
);

test("an unknown client, also one that names a document of its own, gets an error page and is not fetched", async () => {
  for (const client_id of ["nobody", `${world.url}/client.json`, "http://169.254.169.254/client"]) {
    expect((await ask({ client_id })).status).toBe(400);
  }
});

test.each([
  ["an unknown resource", { resource: "https://elsewhere.example/mcp" }, "invalid_target"],
  ["no code challenge", { code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
  ["the plain challenge method", { code_challenge_method: "plain" }, "invalid_request"],
  ["the implicit response type", { response_type: "token" }, "invalid_request"],
  ["a demand not to ask", { prompt: "none" }, "login_required"],
])("%s is refused at the client, with the issuer and its state", async (_, changes, error) => {
  const response = await ask(changes);
  const html = await response.text();
  const location = response.headers.get("location");
  if (!location) throw new Error(`no redirect but ${response.status} ${html}`);
  const answer = new URL(location).searchParams;
  expect(Object.fromEntries(answer)).toMatchObject({ error, iss: world.url, state: "client-state" });
});

test("answers travel in the query, whatever the client asks for", async () => {
  for (const response_mode of ["form_post", "fragment", "web_message"]) {
    const response = await ask({ response_mode, resource: "https://elsewhere.example/mcp" });
    expect(response.headers.get("location")).toContain("?error=invalid_target");
  }
});

test("two resources at once are refused", async () => {
  const url = authorizationUrl(world);
  url.searchParams.append("resource", `${world.resource}/netsuite`);
  const response = await fetch(url, { redirect: "manual" });
  expect(response.headers.get("location")).toContain("error=invalid_target");
});

test.each([
  ["the resource of one system", "/mcp/netsuite", "/mcp/netsuite"],
  ["a trailing slash", "/mcp/", "/mcp"],
])("%s leads to one canonical audience", async (_, asked, audience) => {
  const { access_token = "" } = await newTokens(world, { resource: `${world.url}${asked}` });
  expect((await world.server.verifyAccessToken(access_token)).audience).toBe(`${world.url}${audience}`);
});

test("without a resource, the first one stands in", async () => {
  const { access_token = "" } = await newTokens(world, { resource: undefined });
  expect((await world.server.verifyAccessToken(access_token)).audience).toBe(world.resource);
});

test.each([
  [undefined, ["mcp:read"]],
  ["mcp:read", ["mcp:read"]],
  ["mcp:write mcp:read offline_access", ["mcp:read", "mcp:write"]],
  ["openid profile", ["mcp:read"]],
])("the scope %s gives %s, and a refresh token in each case", async (scope, scopes) => {
  const { access_token = "", refresh_token, id_token } = await newTokens(world, { scope });
  expect((await world.server.verifyAccessToken(access_token)).scopes).toEqual(scopes);
  expect(refresh_token).toBeDefined();
  expect(id_token).toBeUndefined();
});

test("no header of the request bends a URL of ours", async () => {
  const headers = { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
  const metadata = await fetch(`${world.url}/.well-known/oauth-authorization-server`, { headers });
  expect(JSON.stringify(await metadata.json())).not.toContain("evil.example");
  const back = await signIn(authorizationUrl(world), { email: SOMEBODY });
  expect(back.searchParams.get("iss")).toBe(world.url);
});

const NUL = "a\0b";

test.each([["state"], ["scope"], ["resource"], ["client_id"], ["unheard_of"]])(
  "a NUL in the parameter %s of an authorization request is refused, not a failure of ours",
  async (name) => {
    expect((await ask({ [name]: NUL })).status).toBe(400);
  },
);

test.each([["code"], ["code_verifier"], ["redirect_uri"], ["resource"], ["client_id"]])(
  "a NUL in the parameter %s of a token request is refused, not a failure of ours",
  async (name) => {
    const { status, body } = await postToken(world, codeParameters(await newCode(world), { [name]: NUL }));
    expect([400, 401]).toContain(status);
    expect(body.error).not.toBe("server_error");
  },
);
