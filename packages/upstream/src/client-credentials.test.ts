import { exportJWK, generateKeyPair, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { clientCredentials } from "./client-credentials.ts";
import { loopbackServer, person, type Received, reply } from "./loopback-server.ts";

const grant = {
  kind: "client_credentials",
  tokenPath: "/auth/v1/token",
  authentication: ["certificate_jwt"],
  algorithms: ["ES256", "PS256"],
} as const;

async function source(origin: string, algorithm = "ES256") {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const tokens = await clientCredentials({
    title: "Vendor",
    origin,
    grant,
    clientId: "client1",
    credential: { keyId: "cert-1", privateKey: await exportJWK(pair.privateKey) },
    scopes: ["rest_webservices"],
  });
  return { tokens, publicKey: pair.publicKey };
}

const form = ({ body }: Received) => Object.fromEntries(new URLSearchParams(body));

test.each(["ES256", "PS256"])("signs an assertion as the vendor wants it, with %s", async (algorithm) => {
  const { origin, received } = await loopbackServer((_, response) =>
    reply(response, 200, { access_token: "t1", expires_in: "3600", token_type: "Bearer" }),
  );
  const { tokens, publicKey } = await source(origin, algorithm);
  const token = await tokens.token(person("ann"));

  expect(token.value).toBe("t1");
  expect(token.expiresAt - Date.now()).toBeGreaterThan(3_500_000);
  const { client_assertion, ...rest } = form(received[0] as Received);
  expect(rest).toEqual({
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  });
  const { protectedHeader, payload } = await jwtVerify(client_assertion as string, publicKey, {
    audience: `${origin}/auth/v1/token`,
    issuer: "client1",
  });
  expect(protectedHeader).toEqual({ typ: "JWT", alg: algorithm, kid: "cert-1" });
  expect(Object.keys(payload).sort()).toEqual(["aud", "exp", "iat", "iss", "scope"]);
  expect(payload.scope).toEqual(["rest_webservices"]);
  expect(Number(payload.exp) - Number(payload.iat)).toBeLessThan(3_600);
});

test("refuses a key that would sign with RS256, where the grant does not name it", async () => {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), alg: "RS256" };
  const options = { title: "Vendor", origin: "https://vendor.test", grant, scopes: [] };
  await expect(
    clientCredentials({ ...options, clientId: "c", credential: { privateKey: jwk } }),
  ).rejects.toThrow("this RSA key makes RS256");
});

test("refuses an algorithm that the grant does not name", async () => {
  await expect(source("https://vendor.test", "ES384")).rejects.toThrow("this EC key makes ES384");
});

test("refuses a credential of a kind that the grant does not name", async () => {
  const options = { title: "Vendor", origin: "https://vendor.test", grant, scopes: [], clientId: "c" };
  await expect(clientCredentials({ ...options, credential: { secret: "s3cret" } })).rejects.toThrow(
    "Vendor takes certificate_jwt",
  );
});

test.each(["client_secret_basic", "client_secret_post"] as const)("sends a secret by %s", async (method) => {
  const { origin, received } = await loopbackServer((_, response) =>
    reply(response, 200, { access_token: "t1", token_type: "Bearer" }),
  );
  const tokens = await clientCredentials({
    title: "Vendor",
    origin,
    grant: { ...grant, tokenPath: "/{tenant}/token?v=2", authentication: [method] },
    variables: { tenant: "acme/x" },
    clientId: "client1",
    credential: { secret: "s3cret" },
    scopes: ["read", "list"],
  });
  await tokens.token(person("ann"));
  const [{ url, headers, ...request }] = received as [Received];
  const isBasic = method === "client_secret_basic";
  expect(url).toBe("/acme%2Fx/token?v=2");
  expect(headers.authorization).toBe(isBasic ? `Basic ${btoa("client1:s3cret")}` : undefined);
  expect(form({ url, headers, ...request })).toEqual({
    grant_type: "client_credentials",
    scope: "read list",
    ...(!isBasic && { client_id: "client1", client_secret: "s3cret" }),
  });
});

test("proves itself by a standard signed assertion, with the certificate's thumbprint where the vendor goes by it", async () => {
  const { origin, received } = await loopbackServer((_, response) =>
    reply(response, 200, { access_token: "t1", token_type: "Bearer" }),
  );
  const { privateKey, publicKey } = await generateKeyPair("PS256", { extractable: true });
  const tokens = await clientCredentials({
    title: "Vendor",
    origin,
    grant: { ...grant, authentication: ["client_secret_post", "private_key_jwt"] },
    clientId: "client1",
    credential: { privateKey: await exportJWK(privateKey), certificateThumbprint: "thumb" },
    scopes: ["read"],
  });
  await tokens.token(person("ann"));
  const { client_assertion, ...rest } = form(received[0] as Received);
  expect(rest).toEqual({
    grant_type: "client_credentials",
    client_id: "client1",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    scope: "read",
  });
  const { protectedHeader, payload } = await jwtVerify(client_assertion as string, publicKey, {
    audience: `${origin}/auth/v1/token`,
    issuer: "client1",
    subject: "client1",
  });
  expect(protectedHeader).toEqual({ typ: "JWT", alg: "PS256", "x5t#S256": "thumb" });
  expect(payload).toMatchObject({
    jti: expect.any(String),
    iat: expect.any(Number),
    exp: expect.any(Number),
  });
  expect(payload).not.toHaveProperty("scope");
});

test.each([{}, { tenant: "" }, { tenant: ".." }])("a path is not made from %j", async (variables) => {
  const options = { title: "Vendor", origin: "https://vendor.test", scopes: [], clientId: "c", variables };
  const secret = { ...grant, tokenPath: "/{tenant}/token", authentication: ["client_secret_post"] } as const;
  await expect(clientCredentials({ ...options, grant: secret, credential: { secret: "s" } })).rejects.toThrow(
    "needs a value for tenant",
  );
});

test.each([
  [400, { error: "invalid_client" }, "not_connected"],
  [401, { error: "invalid_client", error_description: "SECRET WORDS" }, "not_connected"],
  [429, { error: "slow_down" }, "upstream_unavailable"],
  [500, "<html>SECRET WORDS</html>", "upstream_unavailable"],
  [200, { token_type: "bearer" }, "upstream_unavailable"],
])("answers %d %j with %s in our own words", async (status, body, code) => {
  const { origin } = await loopbackServer((_, response) => reply(response, status, body));
  const { tokens } = await source(origin);
  const error = await tokens.token(person("ann")).catch((caught) => caught);
  expect(error).toMatchObject({ code, cause: expect.anything() });
  expect(error.message).not.toContain("SECRET");
});
