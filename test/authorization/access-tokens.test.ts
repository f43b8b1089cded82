import { generateKeyPair, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newTokens, startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const now = () => Math.floor(Date.now() / 1000);

const claims = (changes: Record<string, unknown> = {}): JWTPayload => ({
  iss: world.url,
  aud: world.resource,
  sub: "00000000-0000-4000-8000-000000000000",
  client_id: "test-client",
  scope: "mcp:read",
  jti: "one",
  gid: "grant",
  iat: now(),
  exp: now() + 600,
  ...changes,
});

const ownKey = () => importJWK(world.signingKey, "ES256");

async function signed(changes: Record<string, unknown> = {}, header: object = {}) {
  const jwt = new SignJWT(claims(changes)).setProtectedHeader({
    alg: "ES256",
    typ: "at+jwt",
    kid: "first",
    ...header,
  });
  return jwt.sign(await ownKey());
}

test("what the tests below alter is accepted unaltered", async () => {
  await expect(world.server.verifyAccessToken(await signed())).resolves.toMatchObject({ jti: "one" });
});

test.each<[string, () => Promise<string>]>([
  ["no signature", async () => new UnsecuredJWT(claims()).encode()],
  [
    "a secret made of the public key",
    async () => {
      const { d: _private, ...publicKey } = world.signingKey;
      const secret = new TextEncoder().encode(JSON.stringify(publicKey));
      return new SignJWT(claims())
        .setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid: "first" })
        .sign(secret);
    },
  ],
  [
    "another key under our key id",
    async () => {
      const { privateKey } = await generateKeyPair("ES256");
      return new SignJWT(claims())
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: "first" })
        .sign(privateKey);
    },
  ],
  ["an unknown key id", () => signed({}, { kid: "second" })],
  [
    "a key address of its own",
    async () => {
      const { privateKey } = await generateKeyPair("ES256");
      const header = { alg: "ES256", typ: "at+jwt", kid: "evil", jku: "http://127.0.0.1:1/jwks" };
      return new SignJWT(claims()).setProtectedHeader(header).sign(privateKey);
    },
  ],
  ["the type of any token", () => signed({}, { typ: "JWT" })],
  ["no type", () => signed({}, { typ: undefined })],
  ["an audience that is not ours", () => signed({ aud: "https://elsewhere.example/mcp" })],
  ["several audiences", () => signed({ aud: [world.resource, `${world.resource}/netsuite`] })],
  ["another issuer", () => signed({ iss: "https://elsewhere.example" })],
  ["an end in the past", () => signed({ exp: now() - 60 })],
  ["no end", () => signed({ exp: undefined })],
  ["a beginning in the future", () => signed({ nbf: now() + 60 })],
  ["no grant", () => signed({ gid: undefined })],
  ["a grant that is not text", () => signed({ gid: 7 })],
  ["no person", () => signed({ sub: undefined })],
  ["nothing of a token", async () => "x.y.z"],
  ["emptiness", async () => ""],
])("a token with %s is refused", async (_, make) => {
  await expect(world.server.verifyAccessToken(await make())).rejects.toThrow();
});

test("a refresh token is no access token", async () => {
  const { refresh_token = "" } = await newTokens(world);
  await expect(world.server.verifyAccessToken(refresh_token)).rejects.toThrow();
});
