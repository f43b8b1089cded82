import { createHash, randomBytes } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, send, get, call } = createTestAccount({
  apiKeys: [{ key: "gone", user: "nobody@halden.example" }],
});
const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");
const allScopes = "employee employee_directory report offline_access";

afterEach(() => simulator.reset());

const query = (change: Record<string, string> = {}) =>
  new URLSearchParams({
    response_type: "code",
    client_id: "gatehouse",
    redirect_uri: "http://localhost/back",
    state: "s1",
    scope: allScopes,
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...change,
  });

async function approve(change: Record<string, string> = {}, user = "tomas.rivera@halden.example") {
  const answer = await send("/authorize.php", { method: "POST", body: query({ ...change, user }) });
  return { ...answer, location: new URL(answer.headers.get("location") ?? "http://none") };
}

const askToken = (form: Record<string, string>, path = "/token.php?request=token") =>
  send(path, {
    method: "POST",
    body: new URLSearchParams({ client_id: "gatehouse", client_secret: "s3cret", ...form }),
  });

const redeem = (code: string | null, change: Record<string, string> = {}) =>
  askToken({
    grant_type: "authorization_code",
    code: code ?? "",
    redirect_uri: "http://localhost/back",
    code_verifier: verifier,
    ...change,
  });

async function tokenFor(scope: string, user?: string): Promise<string> {
  const { location } = await approve({ scope }, user);
  return (await redeem(location.searchParams.get("code"))).body.access_token;
}

const withToken = (path: string, token: string) =>
  call(path, { headers: { authorization: `Bearer ${token}` } });

test("A key acts as its owner, whatever the password", async () => {
  expect((await get("/employees/0", "tomas")).body).toEqual({ id: expect.stringMatching(/^\d+$/) });
});

test("A wrong key, a key of nobody and no credentials get the recorded 401", async () => {
  for (const authorization of [`Basic ${btoa("wrong:x")}`, `Basic ${btoa("gone:x")}`, "Bearer none", ""]) {
    const { status, headers, text } = await call("/gateway.php/halden/v1/employees/0", {
      headers: { authorization },
    });
    expect([status, text, headers.get("content-type")]).toEqual([401, "", "text/html; charset=UTF-8"]);
    expect(headers.get("x-bamboohr-error-message")).toBe("API key not provided or invalid");
    expect(headers.get("www-authenticate")).toBe('Basic realm="https://api.bamboohr.com/halden"');
  }
});

test("The authorize page offers every living account", async () => {
  const { status, text } = await send(`/authorize.php?${query()}`);
  expect([status, text.includes("Priya Nair, access level hrAdmin")]).toEqual([200, true]);
});

test("A code becomes a token of that person, once", async () => {
  const { status, location } = await approve();
  expect([status, location.searchParams.get("state")]).toEqual([302, "s1"]);
  const code = location.searchParams.get("code");
  const { body } = await redeem(code);
  expect(body).toEqual({
    access_token: expect.any(String),
    refresh_token: expect.any(String),
    expires_in: 3_600,
    token_type: "Bearer",
    scope: allScopes,
  });
  const own = (await get("/employees/0", "tomas")).body.id;
  expect((await withToken("/v1/employees/0", body.access_token)).body.id).toBe(own);
  expect((await redeem(code)).body.error).toBe("invalid_grant");
});

test("Only offline_access brings a refresh token, which works until it is revoked", async () => {
  const { location } = await approve({ scope: "employee" });
  expect((await redeem(location.searchParams.get("code"))).body.refresh_token).toBeUndefined();
  const second = await approve();
  const { refresh_token } = (await redeem(second.location.searchParams.get("code"))).body;
  const refresh = () => askToken({ grant_type: "refresh_token", refresh_token });
  expect([(await refresh()).status, (await refresh()).status]).toEqual([200, 200]);
  simulator.revokeRefreshTokens();
  expect((await refresh()).body.error).toBe("invalid_grant");
});

test.each([
  ["a wrong verifier", { code_verifier: "wrong" }, "invalid_grant", 400],
  ["a foreign redirect", { redirect_uri: "http://localhost/other" }, "invalid_grant", 400],
  ["a wrong secret", { client_secret: "no" }, "invalid_client", 401],
  ["an unknown client", { client_id: "nobody" }, "invalid_client", 401],
  ["another grant", { grant_type: "password" }, "unsupported_grant_type", 400],
])("A code with %s is refused", async (_, change: Record<string, string>, error, status) => {
  const { location } = await approve();
  const answer = await redeem(location.searchParams.get("code"), change);
  expect([answer.status, answer.body.error]).toEqual([status, error]);
});

test("The token endpoint needs its query", async () => {
  expect((await askToken({ grant_type: "refresh_token" }, "/token.php")).body.error).toBe("invalid_request");
});

test.each([
  ["an unknown client", { client_id: "nobody" }],
  ["a redirect with one sign more", { redirect_uri: "http://localhost/back/" }],
  ["an unknown scope", { scope: "employee everything" }],
  ["plain PKCE", { code_challenge_method: "plain" }],
  ["a public client without PKCE", { client_id: "desktop", code_challenge: "" }],
])("An authorization with %s is shown an error and never redirected", async (_, change) => {
  const { status, headers } = await approve(change);
  expect([status, headers.get("location")]).toEqual([400, null]);
});

test("Somebody without an account is sent back without a code", async () => {
  const { location } = await approve({}, "nobody@halden.example");
  expect([location.searchParams.get("error"), location.searchParams.get("code")]).toEqual([
    "access_denied",
    null,
  ]);
});

test("A token reaches no more than its scopes, however much its owner may", async () => {
  const priya = "priya.nair@halden.example";
  const narrow = await tokenFor("employee", priya);
  const wide = await tokenFor("employee employee:compensation sensitive_employee:protected_info", priya);
  const path = "/v1/employees/2100?fields=firstName,payRate,ssn";
  expect(Object.keys((await withToken(path, narrow)).body)).toEqual(["id", "firstName"]);
  expect(Object.keys((await withToken(path, wide)).body)).toEqual(["id", "firstName", "payRate", "ssn"]);
  expect((await withToken("/v1/meta/users", wide)).status).toBe(403);
  expect((await withToken("/v1/employees/directory", wide)).status).toBe(403);
});

test("A token that has run out is refused", async () => {
  simulator.switches.accessTokenLifetimeSeconds = -1;
  expect((await withToken("/v1/employees/0", await tokenFor("employee"))).status).toBe(401);
});
