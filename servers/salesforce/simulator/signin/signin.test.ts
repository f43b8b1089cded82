import { createHash, randomBytes } from "node:crypto";
import { generateKeyPair } from "jose";
import { afterEach, expect, test } from "vitest";
import { createTestOrg, DANIEL } from "../test-org.ts";

const web = {
  clientId: "web",
  clientSecret: "a secret: with a colon",
  redirectUris: ["http://127.0.0.1/back"],
  runAs: "gatehouse.integration@halden.example",
};
const rotating = { clientId: "desktop", redirectUris: ["http://127.0.0.1/back"], rotatesRefreshTokens: true };
const { simulator, sign, exchange, askToken, send, query, tokenOf } = await createTestOrg({
  clients: [web, rotating],
});

afterEach(() => simulator.reset());

const now = () => Math.floor(Date.now() / 1_000);
const refusalOf = async (assertion: Promise<string>) => {
  const { status, body } = await exchange(await assertion);
  return [status, body.error, body.error_description];
};

test("A correct assertion is exchanged for a token that never says when it ends", async () => {
  const { status, body } = await exchange(await sign(DANIEL));
  expect(status).toBe(200);
  expect(body).toEqual({
    access_token: expect.stringMatching(/^00D\w{12}!/),
    instance_url: "http://127.0.0.1",
    id: expect.stringMatching(/^http:\/\/127\.0\.0\.1\/id\/00D\w{15}\/005\w{15}$/),
    token_type: "Bearer",
    scope: "api",
    issued_at: expect.stringMatching(/^\d{13}$/),
    signature: expect.any(String),
  });
});

test.each([
  ["another issuer", { iss: "somebody" }, ["invalid_client_id", "client identifier invalid"]],
  [
    "the sandbox's audience",
    { aud: "https://test.salesforce.com" },
    ["invalid_grant", "audience is invalid"],
  ],
  [
    "a second audience",
    { aud: ["https://login.salesforce.com", "b"] },
    ["invalid_grant", "audience is invalid"],
  ],
  ["a life of more than three minutes", { exp: now() + 240 }, ["invalid_grant", "invalid assertion"]],
  ["an expiry in the past", { exp: now() - 60 }, ["invalid_grant", "invalid assertion"]],
  ["no expiry", { exp: undefined }, ["invalid_grant", "invalid assertion"]],
  [
    "an unknown user",
    { sub: "nobody@halden.example" },
    ["invalid_grant", "user hasn't approved this consumer"],
  ],
  [
    "a user who left",
    { sub: "colette.marchetti@halden.example" },
    ["invalid_grant", "authentication failure"],
  ],
])("An assertion with %s is refused", async (_, claims, words) => {
  expect(await refusalOf(sign(DANIEL, claims))).toEqual([400, ...words]);
});

test("An assertion that somebody else signed, or with another algorithm, is refused", async () => {
  const { privateKey } = await generateKeyPair("RS256");
  expect(await refusalOf(sign(DANIEL, {}, {}, privateKey))).toEqual([
    400,
    "invalid_grant",
    "invalid assertion",
  ]);
  const other = await generateKeyPair("PS256");
  const foreign = sign(DANIEL, {}, { alg: "PS256" }, other.privateKey);
  expect(await refusalOf(foreign)).toEqual([400, "invalid_grant", "invalid assertion"]);
});

test("An app that is approved for some users gets no token for others", async () => {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const { exportJWK } = await import("jose");
  const key = await exportJWK(publicKey);
  const approvedUsers = ["daniel.kowalski@halden.example"];
  const org = await createTestOrg({ clients: [{ clientId: "few", publicKey: key, approvedUsers }] });
  const ask = async (name: string) => org.exchange(await org.sign(name, { iss: "few" }, {}, privateKey));
  expect((await ask(DANIEL)).status).toBe(200);
  expect((await ask("ruth.abara")).body.error_description).toBe("user hasn't approved this consumer");
});

test("A person without a user gets no token, as Leon Fischer", async () => {
  expect((await exchange(await sign("leon.fischer"))).body.error).toBe("invalid_grant");
});

test("Client credentials act as the one integration user, and only with the right secret", async () => {
  const form = { grant_type: "client_credentials", client_id: web.clientId, client_secret: web.clientSecret };
  const { body } = await askToken(form);
  const { body: info } = await send("/services/oauth2/userinfo", {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  expect(info.preferred_username).toBe(web.runAs);
  const wrong = await askToken({ ...form, client_secret: "guess" });
  expect([wrong.status, wrong.body.error]).toEqual([400, "invalid_client"]);
  const basic = Buffer.from("web:a%20secret%3A%20with%20a%20colon").toString("base64");
  const { status } = await askToken(
    { grant_type: "client_credentials" },
    { authorization: `Basic ${basic}` },
  );
  expect(status).toBe(200);
});

test("A body that is no form, and an unknown grant, are refused by name", async () => {
  const json = await send("/services/oauth2/token", {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  expect([json.status, json.body.error]).toEqual([400, "invalid_request"]);
  expect((await askToken({ grant_type: "password" })).body.error).toBe("unsupported_grant_type");
});

const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");

async function codeFor(
  clientId: string,
  username = "daniel.kowalski@halden.example",
): Promise<string | null> {
  const form = {
    client_id: clientId,
    redirect_uri: "http://127.0.0.1/back",
    response_type: "code",
    code_challenge: challenge,
    code_challenge_method: "S256",
    state: "s",
    username,
  };
  const { headers } = await send("/services/oauth2/authorize", {
    method: "POST",
    body: new URLSearchParams(form),
  });
  return new URL(headers.get("location") ?? "").searchParams.get("code");
}

const redeem = (
  code: string | null,
  client: { clientId: string; clientSecret?: string },
  codeVerifier = verifier,
) =>
  askToken({
    grant_type: "authorization_code",
    code: code ?? "",
    client_id: client.clientId,
    ...(client.clientSecret && { client_secret: client.clientSecret }),
    redirect_uri: "http://127.0.0.1/back",
    code_verifier: codeVerifier,
  });

test("A code works once, with its verifier, and gives a refresh token that stays", async () => {
  const code = await codeFor("web");
  const { body } = await redeem(code, web);
  const refresh_token = String(body.refresh_token);
  expect((await redeem(code, web)).body.error_description).toBe("expired authorization code");
  const wrongVerifier = await redeem(await codeFor("web"), web, "other");
  expect(wrongVerifier.body.error_description).toBe("invalid code verifier");
  const form = {
    grant_type: "refresh_token",
    refresh_token,
    client_id: "web",
    client_secret: web.clientSecret,
  };
  const refreshed = await askToken(form);
  expect(refreshed.status).toBe(200);
  expect(refreshed.body).not.toHaveProperty("refresh_token");
  expect((await askToken(form)).status).toBe(200);
  simulator.revokeRefreshTokens();
  expect((await askToken(form)).body.error_description).toBe("expired access/refresh token");
});

test("An app with rotation gets a new refresh token, and the old one ends", async () => {
  const { body } = await redeem(await codeFor("desktop"), rotating);
  const form = {
    grant_type: "refresh_token",
    client_id: "desktop",
    refresh_token: String(body.refresh_token),
  };
  const first = await askToken(form);
  expect(first.body.refresh_token).not.toBe(body.refresh_token);
  expect((await askToken(form)).body.error).toBe("invalid_grant");
});

test("Somebody who left is sent back without a code", async () => {
  expect(await codeFor("web", "colette.marchetti@halden.example")).toBeNull();
});

test("A session that is over, ended or made up is one and the same 401", async () => {
  const soql = "SELECT Id FROM Account LIMIT 1";
  expect((await query(soql)).status).toBe(200);
  simulator.switches.sessionTimeoutSeconds = 0;
  const { status, headers, errors } = await query(soql);
  expect([status, errors]).toEqual([
    401,
    [{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" }],
  ]);
  expect(headers.get("www-authenticate")).toBe("Token");
  simulator.switches.sessionTimeoutSeconds = 7_200;
  expect(
    (await send("/services/data/v66.0/limits", { headers: { authorization: "Bearer made-up" } })).status,
  ).toBe(401);
  expect((await send("/services/data/v66.0/limits")).status).toBe(401);
  await send("/services/oauth2/revoke", {
    method: "POST",
    body: new URLSearchParams({ token: await tokenOf(DANIEL) }),
  });
  expect((await query(soql)).status).toBe(401);
});
