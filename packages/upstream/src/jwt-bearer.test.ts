import { inspect } from "node:util";
import { exportJWK, generateKeyPair, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { type JwtBearerOptions, jwtBearer } from "./jwt-bearer.ts";
import { loopbackServer, person, type Received, reply } from "./loopback-server.ts";

const grant = {
  kind: "jwt_bearer",
  tokenPath: "/services/oauth2/token",
  algorithms: ["RS256"],
  audience: "https://login.vendor.test",
  tokenLifetimeMs: 600_000,
} as const;
const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
const jwk = await exportJWK(privateKey);
const form = ({ body }: Received) => Object.fromEntries(new URLSearchParams(body));

const source = (origin: string, more: Partial<JwtBearerOptions> = {}) =>
  jwtBearer({ title: "Vendor", origin, grant, clientId: "consumer", privateKey: jwk, ...more });

test("names the person in a short assertion, and sends nothing else", async () => {
  const { origin, received } = await loopbackServer((_, response) =>
    reply(response, 200, {
      access_token: "t1",
      token_type: "Bearer",
      instance_url: "https://elsewhere.test",
    }),
  );
  const token = await (await source(origin)).token(person("ann"));
  expect(token.value).toBe("t1");
  const { assertion, ...rest } = form(received[0] as Received);
  expect(rest).toEqual({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer" });
  expect(received[0]?.headers.authorization).toBeUndefined();
  const { protectedHeader, payload } = await jwtVerify(assertion as string, publicKey);
  expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT" });
  expect(payload).toEqual({
    iss: "consumer",
    sub: "ann@example.com",
    aud: "https://login.vendor.test",
    exp: expect.any(Number),
  });
  expect(Number(payload.exp) - Date.now() / 1_000).toBeLessThan(180);
});

test("a token without a named lifetime is used as long as the grant says", async () => {
  const { origin } = await loopbackServer((_, response) =>
    reply(response, 200, { access_token: "t1", token_type: "Bearer" }),
  );
  const { expiresAt } = await (await source(origin)).token(person("ann"));
  expect(Math.round((expiresAt - Date.now()) / 60_000)).toBe(10);
});

test("each person has a token of their own, under the name the vendor knows them by", async () => {
  let issued = 0;
  const { origin, received } = await loopbackServer((_, response) =>
    reply(response, 200, { access_token: `t${++issued}`, token_type: "Bearer" }),
  );
  const names: Record<string, string> = { ann: "ann@corp.vendor", bob: "robert" };
  const tokens = await source(origin, {
    subjectOf: ({ id }) => names[id],
    audience: "https://test.vendor.test",
  });
  for (const id of ["ann", "bob", "ann"]) await tokens.token(person(id));
  const said = await Promise.all(
    received.map(async (request) => (await jwtVerify(String(form(request).assertion), publicKey)).payload),
  );
  expect(said.map(({ sub }) => sub)).toEqual(["ann@corp.vendor", "robert"]);
  expect(said[0]?.aud).toBe("https://test.vendor.test");
});

test("a person whose address changes is not read under the former one's user", async () => {
  let issued = 0;
  const { origin } = await loopbackServer((_, response) =>
    reply(response, 200, { access_token: `t${++issued}`, token_type: "Bearer" }),
  );
  const tokens = await source(origin);
  expect((await tokens.token(person("ann"))).value).toBe("t1");
  expect((await tokens.token({ ...person("ann"), email: "ann.lee@example.com" })).value).toBe("t2");
});

test("somebody without a name at the vendor is not_allowed, and the vendor is not asked", async () => {
  const { origin, received } = await loopbackServer((_, response) => reply(response, 500));
  const strange = await source(origin, { subjectOf: () => undefined });
  await expect(strange.token(person("ann"))).rejects.toMatchObject({ code: "not_allowed" });
  const unproven = { ...person("ann"), email: "" };
  await expect((await source(origin)).token(unproven)).rejects.toMatchObject({ code: "not_allowed" });
  expect(received).toEqual([]);
});

test("a person whom the vendor does not let in is not_connected, without the vendor's words", async () => {
  const { origin } = await loopbackServer((_, response) =>
    reply(response, 400, { error: "invalid_grant", error_description: "user hasn't approved this consumer" }),
  );
  const error = await (await source(origin)).token(person("ann")).catch((caught) => caught);
  expect(error).toMatchObject({ code: "not_connected", cause: { vendorCode: "invalid_grant" } });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("approved this consumer");
});

test("a key that fits none of the grant's algorithms is refused on start", async () => {
  const other = await generateKeyPair("ES256", { extractable: true });
  const wrong = source("https://vendor.test", { privateKey: await exportJWK(other.privateKey) });
  await expect(wrong).rejects.toThrow("Vendor takes signatures with RS256; this EC key makes ES256");
});
