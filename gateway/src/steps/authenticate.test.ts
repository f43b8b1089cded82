import { expect, test } from "vitest";
import type { AccessToken } from "../authorization/verify-access-token.ts";
import type { Policy } from "../rules/policy.ts";
import type { LiveDirectory, Person } from "../store/liveness.ts";
import { authenticate } from "./authenticate.ts";
import { exchangeWith, rights } from "./exchange-for-tests.ts";

const person: Person = {
  id: "p",
  issuer: "i",
  subject: "s",
  email: "A@Halden.example",
  name: "A",
  groups: [],
  appRoles: [],
  revision: 1,
  authTime: undefined,
  acr: undefined,
  amr: [],
};
const claims = (more: Partial<AccessToken> = {}): AccessToken => ({
  personId: "p",
  clientId: "c",
  scopes: ["mcp:read"],
  audience: "https://gate.example/mcp",
  grantId: "g",
  jti: "j",
  expiresAt: Date.now() / 1000 + 60,
  ...more,
});
const KEYS: unknown[] = [];
const policy = () => ({ rightsOf: () => rights() }) as unknown as Policy;

function stepWith(options: { claims?: AccessToken; get?: LiveDirectory["get"]; tokenKeys?: () => unknown }) {
  let verifications = 0;
  const step = authenticate({
    policy,
    people: { get: options.get ?? (() => person), onChange: () => undefined, onDoubt: () => undefined },
    tokenKeys: options.tokenKeys ?? (() => KEYS),
    verifyAccessToken: async () => {
      verifications += 1;
      if (options.claims === undefined) throw new Error("bad signature");
      return options.claims;
    },
  });
  return { step, verifications: () => verifications };
}

const bearer = { authorization: "Bearer abc" };
const refused = {
  kind: "unauthenticated",
  headers: { "www-authenticate": expect.stringContaining('resource_metadata="https://gate.example/') },
};

test("a good token names the caller, and is verified once", async () => {
  const { step, verifications } = stepWith({ claims: claims() });
  const exchange = exchangeWith(bearer);
  await step(exchange);
  await step(exchangeWith(bearer));
  expect(exchange.identity).toMatchObject({ id: "p", email: "a@halden.example", grantId: "g" });
  expect(verifications()).toBe(1);
});

test.each([
  [{}],
  [{ authorization: "Basic abc" }],
  [{ authorization: "Bearer a b" }],
  [{ authorization: "Bearer " }],
])("%o is sent to sign in", (headers) => {
  expect(() => stepWith({ claims: claims() }).step(exchangeWith(headers))).toThrow(
    expect.objectContaining(refused),
  );
});

test.each([
  ["a signature that does not hold", {}],
  ["an expired token", { claims: claims({ expiresAt: Date.now() / 1000 - 1 }) }],
  ["a token for another MCP URL", { claims: claims({ audience: "https://gate.example/mcp/s" }) }],
  ["somebody who is no longer there", { claims: claims(), get: () => undefined }],
])("%s is refused", async (_, options) => {
  await expect(stepWith(options).step(exchangeWith(bearer))).rejects.toMatchObject(refused);
});

test("whoever is disabled is refused at the very next call, token or not", async () => {
  let active = true;
  const { step } = stepWith({ claims: claims(), get: () => (active ? person : undefined) });
  await step(exchangeWith(bearer));
  active = false;
  expect(() => step(exchangeWith(bearer))).toThrow(expect.objectContaining(refused));
});

test("a directory that cannot answer refuses rather than believes", async () => {
  const { step } = stepWith({ claims: claims(), get: () => Promise.reject(new Error("no database")) });
  await expect(step(exchangeWith(bearer))).rejects.toMatchObject({ code: "upstream_unavailable" });
});

test("a token that was verified is verified anew once the keys have changed", async () => {
  let keys: unknown = KEYS;
  const { step, verifications } = stepWith({ claims: claims(), tokenKeys: () => keys });
  await step(exchangeWith(bearer));
  await step(exchangeWith(bearer));
  expect(verifications()).toBe(1);
  keys = [];
  await step(exchangeWith(bearer));
  expect(verifications()).toBe(2);
});
