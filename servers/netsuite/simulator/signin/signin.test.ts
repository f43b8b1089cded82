import { createHash, randomBytes } from "node:crypto";
import { generateKeyPair, SignJWT } from "jose";
import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const confidential = {
  clientId: "gatehouse",
  clientSecret: "a secret: with a colon",
  redirectUris: ["http://localhost/back"],
};
const open = { clientId: "desktop", redirectUris: ["http://localhost/back"] };
const { simulator, sign, exchange, askToken, send, query } = await createTestAccount(["service_read"], {
  clients: [confidential, open],
});

afterEach(() => simulator.reset());

const refusalOf = async (assertion: Promise<string>) => {
  const { status, body } = await exchange(await assertion);
  return [status, body.error];
};
const now = () => Math.floor(Date.now() / 1_000);

test("A correct assertion is exchanged for an access token without a refresh token", async () => {
  const { status, body } = await exchange(await sign("service_read"));
  expect(status).toBe(200);
  expect(body).toEqual({ access_token: expect.any(String), expires_in: 3_600, token_type: "bearer" });
});

test("RS256 is refused although the key would fit", async () => {
  const { privateKey } = await generateKeyPair("RS256");
  expect(await refusalOf(sign("service_read", {}, { alg: "RS256" }, privateKey))).toEqual([
    401,
    "invalid_client",
  ]);
});

test.each([
  ["an unknown certificate", {}, { kid: "other" }],
  ["another issuer", { iss: "somebody" }, {}],
  ["an audience that is not the full token URL", { aud: "http://localhost" }, {}],
  ["a second audience", { aud: ["http://localhost/services/rest/auth/oauth2/v1/token", "b"] }, {}],
  ["a life of more than 60 minutes", { exp: now() + 3_700 }, {}],
  ["an expiry in the past", { iat: now() - 400, exp: now() - 200 }, {}],
  ["an issue date in the future", { iat: now() + 600, exp: now() + 900 }, {}],
])("An assertion with %s is refused", async (_, claims, header) => {
  expect(await refusalOf(sign("service_read", claims, header as Record<string, string>))).toEqual([
    401,
    "invalid_client",
  ]);
});

test("An assertion that somebody else signed is refused", async () => {
  const { privateKey } = await generateKeyPair("ES256");
  expect(await refusalOf(sign("service_read", {}, {}, privateKey))).toEqual([401, "invalid_client"]);
});

test("The scope may be an array or a text, until a switch demands one of them", async () => {
  expect((await exchange(await sign("service_read", { scope: "rest_webservices" }))).status).toBe(200);
  simulator.switches.scopeClaim = "array";
  expect(await refusalOf(sign("service_read", { scope: "rest_webservices" }))).toEqual([
    400,
    "invalid_scope",
  ]);
  expect((await exchange(await sign("service_read"))).status).toBe(200);
  expect(await refusalOf(sign("service_read", { scope: ["restlets"] }))).toEqual([400, "invalid_scope"]);
});

test("A body that is no form, no assertion, or an unknown grant is refused by name", async () => {
  const json = await send("/services/rest/auth/oauth2/v1/token", {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  expect([json.status, json.body.error]).toEqual([400, "invalid_request"]);
  expect((await askToken({ grant_type: "client_credentials" })).body.error).toBe("invalid_request");
  expect((await askToken({ grant_type: "password" })).body.error).toBe("unsupported_grant_type");
});

test("An access token that has run out, or was not issued here, is refused", async () => {
  simulator.switches.accessTokenLifetimeSeconds = -1;
  const { body } = await exchange(await sign("service_read"));
  const forged = await new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("3;101")
    .sign(randomBytes(32));
  for (const token of [body.access_token, forged]) {
    const headers = { authorization: `Bearer ${token}` };
    expect((await send("/services/rest/record/v1/vendor", { headers })).status).toBe(401);
  }
});

const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");
const basic = {
  authorization: `Basic ${Buffer.from(`gatehouse:${encodeURIComponent(confidential.clientSecret)}`).toString("base64")}`,
};

const authorization = (client: string, change: Record<string, string> = {}) =>
  new URLSearchParams({
    response_type: "code",
    client_id: client,
    redirect_uri: "http://localhost/back",
    scope: "rest_webservices",
    state: "s1",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...change,
  });

async function approve(client: string, person = "ingrid.solberg@halden.example", role = "approver") {
  const form = authorization(client, { entity: person, role });
  const { status, headers } = await send("/app/login/oauth2/authorize.nl", { method: "POST", body: form });
  return { status, location: new URL(headers.get("location") ?? "http://none") };
}

const redeem = (code: string, change: Record<string, string> = {}, headers: Record<string, string> = basic) =>
  askToken(
    {
      grant_type: "authorization_code",
      code,
      redirect_uri: "http://localhost/back",
      code_verifier: verifier,
      ...change,
    },
    headers,
  );

test("The authorize page offers every person with each of their roles", async () => {
  const response = await simulator.app.request(
    `http://localhost/app/login/oauth2/authorize.nl?${authorization("gatehouse")}`,
  );
  const page = await response.text();
  expect(page).toContain("Ingrid Solberg, Operations Director, as Gatehouse Approver");
  expect(page).toContain('name="code_challenge"');
  expect(page).not.toContain("Leon Fischer");
});

test("An approval leads back with a code that becomes a token of that person, once", async () => {
  const { status, location } = await approve("gatehouse");
  expect([status, location.searchParams.get("state"), location.searchParams.get("entity")]).toEqual([
    302,
    "s1",
    "103",
  ]);
  const code = location.searchParams.get("code") as string;
  const { body } = await redeem(code);
  expect(body).toMatchObject({ expires_in: 3_600, refresh_token: expect.any(String) });
  const vendors = await send("/services/rest/record/v1/vendor?limit=1", {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  expect(vendors.status).toBe(200);
  expect((await redeem(code)).body.error).toBe("invalid_grant");
});

test("A person without access, or in a role they do not have, is sent back without a code", async () => {
  for (const [person, role] of [
    ["leon.fischer@halden.example", "project_reader"],
    ["tomas.rivera@halden.example", "approver"],
  ]) {
    const { location } = await approve("gatehouse", person, role);
    expect([location.searchParams.get("error"), location.searchParams.get("code")]).toEqual([
      "access_denied",
      null,
    ]);
  }
});

test("A wrong verifier is a 400, a wrong secret a 401", async () => {
  const code = (await approve("gatehouse")).location.searchParams.get("code") as string;
  expect((await redeem(code, { code_verifier: "wrong" })).status).toBe(400);
  const wrong = { authorization: `Basic ${Buffer.from("gatehouse:no").toString("base64")}` };
  expect((await redeem(code, {}, wrong)).status).toBe(401);
});

test.each([
  ["an unknown client", { client_id: "nobody" }],
  ["a foreign redirect", { redirect_uri: "http://localhost/elsewhere" }],
  ["no PKCE", { code_challenge: "" }],
  ["plain PKCE", { code_challenge_method: "plain" }],
  ["the scope mcp beside another", { scope: "mcp rest_webservices" }],
])("An authorization with %s is shown an error and never redirected", async (_, change) => {
  const { status, headers } = await send("/app/login/oauth2/authorize.nl", {
    method: "POST",
    body: authorization("gatehouse", change),
  });
  expect([status, headers.get("location")]).toEqual([400, null]);
});

test("A confidential client's refresh token works again, a public client's only once", async () => {
  const refresh = (token: unknown, form: Record<string, string>, headers: Record<string, string>) =>
    askToken({ grant_type: "refresh_token", refresh_token: String(token), ...form }, headers);
  const first = await redeem((await approve("gatehouse")).location.searchParams.get("code") as string);
  for (let time = 0; time < 2; time++) {
    expect((await refresh(first.body.refresh_token, {}, basic)).status).toBe(200);
  }
  const code = (await approve("desktop")).location.searchParams.get("code") as string;
  const second = await redeem(code, { client_id: "desktop" }, {});
  const renewed = await refresh(second.body.refresh_token, { client_id: "desktop" }, {});
  expect([renewed.status, typeof renewed.body.refresh_token]).toEqual([200, "string"]);
  const again = await refresh(second.body.refresh_token, { client_id: "desktop" }, {});
  expect([again.status, again.body.error]).toEqual([400, "invalid_grant"]);
});

test("Revoked refresh tokens end with invalid_grant", async () => {
  const { body } = await redeem((await approve("gatehouse")).location.searchParams.get("code") as string);
  simulator.revokeRefreshTokens();
  const answer = await askToken(
    { grant_type: "refresh_token", refresh_token: String(body.refresh_token) },
    basic,
  );
  expect([answer.status, answer.body.error]).toEqual([400, "invalid_grant"]);
});

test("A certificate's token may query", async () => {
  expect((await query("SELECT COUNT(*) AS people FROM employee")).body.items[0]?.people).toBe("400");
});
