import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { decodeJwt, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLIENT_ID } from "../support/house.ts";
import { modern } from "../support/mcp.ts";
import { forge, secondsNow } from "./forge.ts";
import { OTHER_CLIENT_ID, postToken, TWO_CLIENTS } from "./oauth.ts";
import { AMARA, openWorld, type World } from "./world.ts";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const ISSUER = "https://idp.halden.example";
const TENANTED = "https://shared-idp.example";
const UNREACHABLE = "https://unreachable.example";
const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-enterprise-"));

type SigningKey = Parameters<typeof forge>[0];
let key: SigningKey;
let world: World;
beforeAll(async () => {
  const pair = await generateKeyPair("ES256", { extractable: true });
  key = pair.privateKey;
  const jwks = path.join(folder, "issuer.json");
  writeFileSync(
    jwks,
    JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "idp", alg: "ES256" }] }),
  );

  const trusted = [
    { issuer: ISSUER, jwks, clients: [CLIENT_ID], scopes: ["mcp:read", "mcp:write"] },
    { issuer: TENANTED, jwks, clients: [CLIENT_ID], tenant: { claim: "tid", value: "halden" } },
    // Nobody listens there: as if the issuer's keys were out of reach.
    { issuer: UNREACHABLE, jwksUri: "https://127.0.0.1:1/keys", clients: [CLIENT_ID] },
  ];
  world = await openWorld({ ...TWO_CLIENTS, enterpriseManaged: trusted });
  for (const issuer of [ISSUER, TENANTED, UNREACHABLE])
    await world.query(
      `insert into person (issuer, subject, email, name, groups)
       values ($1, 'amara', $2, 'Amara Osei', '{gatehouse-finance}'), ($1, 'left', 'l@halden.example', 'Left', '{}')`,
      [issuer, AMARA],
    );
  await world.query("update person set active = false where subject = 'left'");
});
afterAll(async () => {
  await world?.stop();
  rmSync(folder, { recursive: true });
});

let made = 0;
type Parts = { claims?: Record<string, unknown>; header?: Record<string, unknown>; signer?: SigningKey };

/** An assertion that is good but for `claims` and `header`; undefined takes one away. */
const assertionOf = ({ claims = {}, header = {}, signer = key }: Parts = {}) => {
  made += 1;
  const good = {
    iss: ISSUER,
    aud: world.url,
    sub: "amara",
    client_id: CLIENT_ID,
    scope: "mcp:read",
    jti: `assertion-${made}`,
    iat: secondsNow(),
    exp: secondsNow() + 300,
  };
  return forge(signer, {
    claims: { ...good, ...claims },
    header: { typ: "oauth-id-jag+jwt", kid: "idp", ...header },
  });
};

const trade = (assertion: string, more: Record<string, string> = {}) =>
  postToken(world.url, { grant_type: JWT_BEARER, client_id: CLIENT_ID, assertion, ...more });

async function expectRefused(assertion: string, more: Record<string, string> = {}): Promise<void> {
  const { status, body } = await trade(assertion, more);
  expect(status).toBe(400);
  expect(["invalid_grant", "invalid_target", "invalid_scope", "invalid_request"]).toContain(body.error);
  expect(body).not.toHaveProperty("access_token");
}

test("15: a good assertion opens the door for its person, with a grant, without a refresh token, in the default resource", async () => {
  const { status, body } = await trade(await assertionOf());
  expect([status, body.scope, body.refresh_token]).toEqual([200, "mcp:read", undefined]);
  expect(decodeJwt(body.access_token ?? "")).toMatchObject({ aud: `${world.url}/mcp`, client_id: CLIENT_ID });
  expect((await modern(`${world.url}/mcp`, body.access_token ?? "", "tools/list")).status).toBe(200);
  await world.query("delete from oidc_model where model = 'Grant'");
  const after = async () => (await modern(`${world.url}/mcp`, body.access_token ?? "", "tools/list")).status;
  await expect.poll(after, { timeout: 2_000 }).toBe(401);
});

test.each<[string, Parts]>([
  ["of an unknown issuer", { claims: { iss: "https://idp.evil.example" } }],
  ["of our own identity provider", { claims: { iss: "http://127.0.0.1" } }],
  ["of a trusted issuer for no tenant", { claims: { iss: TENANTED } }],
  ["of a trusted issuer for another tenant", { claims: { iss: TENANTED, tid: "evil" } }],
  ["for the MCP URL", { claims: { aud: "(url)/mcp" } }],
  ["for the token endpoint", { claims: { aud: "(url)/oauth/token" } }],
  ["for us and others", { claims: { aud: ["(url)", "https://other.example"] } }],
  ["for nobody", { claims: { aud: undefined } }],
  ["for another client", { claims: { client_id: OTHER_CLIENT_ID } }],
  ["for no client", { claims: { client_id: undefined } }],
  ["of nobody", { claims: { sub: undefined } }],
  ["of somebody unknown", { claims: { sub: "stranger" } }],
  ["of somebody who left", { claims: { sub: "left" } }],
  ["without an id", { claims: { jti: undefined } }],
  ["that is over", { claims: { exp: 1 } }],
  ["without an end", { claims: { exp: undefined } }],
  ["from the future", { claims: { iat: 4_000_000_000 } }],
  ["that was kept for an hour", { claims: { iat: Math.floor(Date.now() / 1000) - 3_600 } }],
  ["without its time", { claims: { iat: undefined } }],
  ["of any type", { header: { typ: "JWT" } }],
  ["of no type", { header: { typ: undefined } }],
  ["for a resource elsewhere", { claims: { resource: "https://elsewhere.example/mcp" } }],
  ["for a scope that we do not have", { claims: { scope: "admin" } }],
  ["for a scope in a list", { claims: { scope: ["nothing"] } }],
  ["for a scope that is nothing", { claims: { scope: null } }],
])("15: an assertion %s is traded for nothing", async (_, { claims = {}, header = {} }) => {
  const placed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(placed)
      : typeof value === "string"
        ? value.replace("(url)", world.url)
        : value;
  const resolved = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, placed(value)]));
  await expectRefused(await assertionOf({ claims: resolved, header }));
});

test("15: an assertion under another key, or under none, is traded for nothing", async () => {
  await expectRefused(await assertionOf({ signer: (await generateKeyPair("ES256")).privateKey }));
  const [head, payload] = (await assertionOf()).split(".");
  await expectRefused(`${head}.${payload}.`);
  for (const text of ["", "x", "a.b.c"]) await expectRefused(text);
});

test("15: while the issuer's keys are out of reach nothing is traded", async () => {
  await expectRefused(await assertionOf({ claims: { iss: UNREACHABLE } }));
});

test("15: the right tenant's assertion is taken", async () => {
  expect((await trade(await assertionOf({ claims: { iss: TENANTED, tid: "halden" } }))).status).toBe(200);
});

test("15: of twenty uses of one assertion at once exactly one succeeds", async () => {
  const assertion = await assertionOf();
  const answers = await Promise.all(Array.from({ length: 20 }, () => trade(assertion)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  await expectRefused(assertion);
});

test("15: scope is what was asserted, asked for, trusted and held, and never more", async () => {
  const scopeOf = async (asserted: string | undefined, asked?: string) =>
    (await trade(await assertionOf({ claims: { scope: asserted } }), asked ? { scope: asked } : {})).body
      .scope;
  // The person's roles hold no change, whoever else may allow one.
  expect(await scopeOf("mcp:read mcp:write admin offline_access")).toBe("mcp:read");
  expect(await scopeOf(undefined)).toBe("mcp:read");
  expect(await scopeOf("mcp:read", "mcp:read mcp:write")).toBe("mcp:read");
  await expectRefused(await assertionOf({ claims: { scope: "mcp:write" } }));
  await expectRefused(await assertionOf(), { scope: "mcp:write" });
});

test("15: a resource of ours is taken, and must be the same in assertion and request", async () => {
  const resource = `${world.url}/mcp/fast`;
  const { body } = await trade(await assertionOf({ claims: { resource } }));
  expect(decodeJwt(body.access_token ?? "").aud).toBe(resource);
  await expectRefused(await assertionOf({ claims: { resource } }), { resource: `${world.url}/mcp` });
});

test("15: nobody is created by an assertion, and another client has no such grant", async () => {
  const people = () => world.query("select 1 from person");
  const before = (await people()).length;
  await expectRefused(await assertionOf({ claims: { sub: "new", email: AMARA } }));
  expect(await people()).toHaveLength(before);
  const { body } = await trade(await assertionOf({ claims: { client_id: OTHER_CLIENT_ID } }), {
    client_id: OTHER_CLIENT_ID,
  });
  expect(body.error).toBe("invalid_request");
});

test("15: the metadata say that assertions are taken, and of which kind", async () => {
  const said = (await (await fetch(`${world.url}/.well-known/oauth-authorization-server`)).json()) as object;
  expect(said).toMatchObject({
    grant_types_supported: ["authorization_code", "refresh_token", JWT_BEARER],
    authorization_grant_profiles_supported: ["urn:ietf:params:oauth:grant-profile:id-jag"],
  });
});

test("15: an assertion stands in no log line", async () => {
  const assertion = await assertionOf({ claims: { sub: "stranger" } });
  await expectRefused(assertion);
  expect(JSON.stringify(world.logLines)).not.toContain(assertion.split(".")[2]);
});
