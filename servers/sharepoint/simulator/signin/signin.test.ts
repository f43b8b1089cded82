import { createHash, randomBytes } from "node:crypto";
import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, jwtVerify, SignJWT } from "jose";
import { afterEach, expect, test } from "vitest";
import { createTestTenant, people, reader, writer } from "../test-tenant.ts";

const { publicKey, privateKey } = await generateKeyPair("PS256", { extractable: true });
const keyed = {
  clientId: "keyed",
  certificateId: "thumb",
  publicKey: await exportJWK(publicKey),
  appRoles: ["Sites.Read.All"],
};
const { simulator, askToken, send } = createTestTenant({ clients: [keyed] });
afterEach(() => simulator.reset());

const graph = "https://graph.microsoft.com/";
const asApp = {
  grant_type: "client_credentials",
  client_id: reader.clientId,
  client_secret: reader.clientSecret,
  scope: `${graph}.default`,
};
const onBehalf = async (assertion: string, more: Record<string, string> = {}) =>
  askToken({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    requested_token_use: "on_behalf_of",
    client_id: reader.clientId,
    client_secret: reader.clientSecret,
    scope: `${graph}Sites.Read.All`,
    assertion,
    ...more,
  });
const assertionOf = (options = {}) =>
  simulator.userToken(people.tomas, { clientId: reader.clientId, ...options });
const refusal = ({ status, body }: Awaited<ReturnType<typeof askToken>>) => [
  status,
  body.error,
  body.error_codes,
];

test("An app proves itself by secret and gets a token that Graph takes", async () => {
  const { status, body } = await askToken(asApp);
  expect([status, body]).toEqual([
    200,
    { token_type: "Bearer", expires_in: 3_599, ext_expires_in: 3_599, access_token: expect.any(String) },
  ]);
  const answer = await send("/v1.0/sites/root", {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  expect(answer.status).toBe(200);
});

const tokenUrl = () => `http://localhost/${simulator.tenantId}/oauth2/v2.0/token`;
const proofOf = (claims = {}, header = {}) =>
  new SignJWT({ iss: "keyed", sub: "keyed", aud: tokenUrl(), jti: "1", ...claims })
    .setProtectedHeader({ alg: "PS256", x5t: "thumb", ...header })
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(privateKey);
const prove = async (assertion: string) =>
  askToken({
    grant_type: "client_credentials",
    client_id: "keyed",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    scope: `${graph}.default`,
  });

test("An app proves itself by a signed assertion, and only by one that is its own and for this endpoint", async () => {
  expect((await prove(await proofOf())).status).toBe(200);
  for (const wrong of [
    proofOf({ aud: "https://elsewhere.example" }),
    proofOf({ sub: "reader" }),
    proofOf({}, { x5t: "another" }),
  ]) {
    expect(refusal(await prove(await wrong))).toEqual([401, "invalid_client", [700_027]]);
  }
});

test.each([
  ["an unknown app", { client_id: "nobody" }, [400, "unauthorized_client", [700_016]]],
  ["a wrong secret", { client_secret: "guessed" }, [401, "invalid_client", [7_000_215]]],
  ["single permissions for an app", { scope: `${graph}Sites.Read.All` }, [400, "invalid_scope", [70_011]]],
  ["a missing scope", { scope: "" }, [400, "invalid_request", [900_144]]],
  ["an unknown grant", { grant_type: "password" }, [400, "unsupported_grant_type", [70_003]]],
])("Refused by name and number: %s", async (_, change, expected) => {
  expect(refusal(await askToken({ ...asApp, ...change }))).toEqual(expected);
});

test("A refusal has every field that was recorded", async () => {
  const { body } = await askToken(asApp, "somewhere-else");
  expect(body).toEqual({
    error: "invalid_request",
    error_description: expect.stringMatching(/^AADSTS90002: .* Trace ID: .* Correlation ID: .* Timestamp: /),
    error_codes: [90_002],
    timestamp: expect.stringMatching(/^2026-11-20 09:\d\d:\d\dZ$/),
    trace_id: expect.any(String),
    correlation_id: expect.any(String),
    error_uri: "https://login.microsoftonline.com/error?code=90002",
  });
});

test("A user's token for our API is exchanged for one of Graph that acts as that user", async () => {
  const { status, body } = await onBehalf(await assertionOf());
  expect([status, body.scope, body.refresh_token]).toEqual([200, `${graph}Sites.Read.All`, undefined]);
  const authorization = `Bearer ${body.access_token}`;
  const { restricted } = simulator.planted;
  const answer = await send(`/v1.0/drives/${restricted.driveId}/items/${restricted.itemId}`, {
    headers: { authorization },
  });
  expect(answer.status).toBe(404);
});

test("An assertion for another audience, of another issuer, expired or forged is refused", async () => {
  expect(refusal(await onBehalf(await assertionOf({ audience: "api://other" })))).toEqual([
    400,
    "invalid_grant",
    [500_131],
  ]);
  expect(refusal(await onBehalf(await assertionOf({ issuer: "https://elsewhere.example" })))).toEqual([
    400,
    "invalid_grant",
    [50_013],
  ]);
  expect(refusal(await onBehalf(await assertionOf({ expiresInSeconds: -5 })))).toEqual([
    400,
    "invalid_grant",
    [500_133],
  ]);
  const forged = await new SignJWT({ oid: "1" }).setProtectedHeader({ alg: "PS256" }).sign(privateKey);
  expect(refusal(await onBehalf(forged))).toEqual([400, "invalid_grant", [50_013]]);
});

test("What nobody consented to is refused, and somebody of whom more proof is wanted gets a challenge", async () => {
  const more = await onBehalf(await assertionOf(), { scope: `${graph}Sites.ReadWrite.All` });
  expect(refusal(more)).toEqual([400, "invalid_grant", [65_001]]);
  simulator.switches.moreProofWanted = [people.tomas];
  const { body } = await onBehalf(await assertionOf());
  expect([body.error, JSON.parse(String(body.claims))]).toEqual([
    "interaction_required",
    { access_token: expect.anything() },
  ]);
});

test("The keys of the tenant verify its user tokens", async () => {
  const { body } = await send(`/${simulator.tenantId}/discovery/v2.0/keys`);
  const { payload } = await jwtVerify(
    await assertionOf(),
    createLocalJWKSet(body as unknown as JSONWebKeySet),
  );
  expect(payload).toMatchObject({
    tid: simulator.tenantId,
    preferred_username: people.tomas,
    aud: "api://reader",
  });
});

async function signIn(email: string) {
  const verifier = randomBytes(32).toString("base64url");
  const redirect_uri = reader.redirectUris[0] ?? "";
  const form = {
    response_type: "code",
    client_id: reader.clientId,
    redirect_uri,
    scope: `${graph}Sites.Read.All offline_access`,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    state: "kept",
    email,
  };
  const { headers } = await send(`/${simulator.tenantId}/oauth2/v2.0/authorize`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  const back = new URL(headers.get("location") ?? "");
  const code = back.searchParams.get("code") ?? "";
  const redeem = (code_verifier = verifier) =>
    askToken({
      grant_type: "authorization_code",
      client_id: reader.clientId,
      client_secret: reader.clientSecret,
      redirect_uri,
      code,
      code_verifier,
    });
  return { back, redeem };
}

test("A person signs in with a code that works once, and the refresh token goes on working", async () => {
  const { back, redeem } = await signIn(people.amara);
  expect(back.searchParams.get("state")).toBe("kept");
  const { body } = await redeem();
  expect((await redeem()).body.error_codes).toEqual([70_008]);
  const refresh = () =>
    askToken({
      grant_type: "refresh_token",
      client_id: reader.clientId,
      client_secret: reader.clientSecret,
      refresh_token: body.refresh_token,
    });
  expect([(await refresh()).status, (await refresh()).status]).toEqual([200, 200]);
  simulator.revokeRefreshTokens();
  expect((await refresh()).body.error).toBe("invalid_grant");
});

test("A wrong verifier and a person who left are refused", async () => {
  expect((await (await signIn(people.amara)).redeem("wrong")).body.error).toBe("invalid_grant");
  const { back } = await signIn(simulator.planted.abandonedCheckout.email);
  expect(back.searchParams.get("error")).toBe("access_denied");
});

test("The sign-in page offers the named people, and only to a known app with its own redirect", async () => {
  const path = `/${simulator.tenantId}/oauth2/v2.0/authorize?response_type=code&client_id=reader&code_challenge=x&code_challenge_method=S256`;
  const page = await send(`${path}&redirect_uri=http://localhost/back`);
  expect(String(page.body.text)).toContain("Tomás Rivera");
  expect((await send(`${path}&redirect_uri=http://evil.example/`)).status).toBe(400);
});

test("A token that has run out, or was not issued here, is refused", async () => {
  simulator.switches.accessTokenLifetimeSeconds = -1;
  const { body } = await askToken({
    ...asApp,
    client_id: writer.clientId,
    client_secret: writer.clientSecret,
  });
  for (const token of [body.access_token, "nonsense"]) {
    const answer = await send("/v1.0/sites/root", { headers: { authorization: `Bearer ${token}` } });
    expect([answer.status, answer.body.error.code]).toEqual([401, "InvalidAuthenticationToken"]);
  }
  expect((await send("/v1.0/sites/root")).status).toBe(401);
});
