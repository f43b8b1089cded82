import type { System } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { checkCredentials } from "./check-credentials.ts";
import { credentialsSchema, vaultSchema } from "./config.ts";

const token = { tokenPath: "/{tenant}/token" };
const GRANTS: System["grants"] = {
  person: {
    kind: "authorization_code",
    authorizeUrl: "https://vendor.example/authorize",
    authentication: ["client_secret_basic"],
    ...token,
  },
  delegated: { kind: "on_behalf_of", authentication: ["private_key_jwt", "client_secret_post"], ...token },
};
const complete = {
  grant: "delegated",
  origin: "https://vendor.example",
  variables: { tenant: "t" },
  clientId: "c",
  secret: { env: "S" },
};
const oidc = { kind: "oidc" };

function mistakesIn(
  given: object,
  more: {
    vault?: object | undefined;
    providers?: Record<string, { kind: string }>;
    grants?: System["grants"];
  } = {},
): string[] {
  const found: string[] = [];
  const {
    vault = { provider: "local", keys: [{ id: "k", key: { env: "K" } }] },
    providers = { demo: oidc },
  } = more;
  checkCredentials(
    {
      systems: { vendor: { credentials: credentialsSchema.parse(given) } },
      vault: "vault" in more && more.vault === undefined ? undefined : vaultSchema.parse(vault),
      identityProviders: providers,
    },
    { vendor: { grants: more.grants ?? GRANTS } },
    (where, reason) => found.push(`${where.join(".")}: ${reason}`),
  );
  return found;
}

test("credentials that fit what the catalog declares are right", () => {
  expect(mistakesIn(complete)).toEqual([]);
  expect(mistakesIn({ ...complete, grant: "person" })).toEqual([]);
});

test.each<[string, object, Parameters<typeof mistakesIn>[1], RegExp]>([
  ["a grant the catalog does not declare", { ...complete, grant: "service" }, {}, /declares no grant/],
  ["people's tokens and no vault", complete, { vault: undefined }, /needs a `vault`/],
  ["no client id", { ...complete, clientId: undefined }, {}, /needs `clientId`/],
  ["nothing that proves the application", { ...complete, secret: undefined }, {}, /needs what proves/],
  [
    "a key where only a secret counts",
    { ...complete, grant: "person", secret: undefined, privateKey: { env: "K" } },
    {},
    /needs what proves/,
  ],
  ["both a secret and a key", { ...complete, privateKey: { env: "K" } }, {}, /not both/],
  ["a path without its value", { ...complete, variables: {} }, {}, /value for tenant/],
  ["several providers and none named", complete, { providers: { a: oidc, b: oidc } }, /needs `signIn`/],
  ["a sign-in by SAML", complete, { providers: { a: { kind: "saml" } } }, /needs `signIn`/],
  ["a provider that is not there", { ...complete, signIn: "other" }, {}, /no OpenID provider is named other/],
])("%s is a mistake at its place", (_, given, more, said) => {
  const [first = ""] = mistakesIn(given, more);
  expect(first).toMatch(/^systems\.vendor\.credentials/);
  expect(first).toMatch(said);
});

test("a signed word for people needs its key, and a plain key its secret", () => {
  const jwt: System["grants"] = {
    delegated: { kind: "jwt_bearer", algorithms: ["RS256"], audience: "a", tokenPath: "/t" },
    service: { kind: "api_key" },
  };
  const { secret: _, ...bare } = complete;
  expect(mistakesIn(bare, { grants: jwt })).toEqual([expect.stringContaining("needs `privateKey`")]);
  expect(mistakesIn({ ...bare, grant: "service" }, { grants: jwt })).toEqual([
    expect.stringContaining("needs `secret`"),
  ]);
});

test("two keys of one name are a mistake, and a secret may not stand in the file", () => {
  const key = { id: "k", key: { env: "K" } };
  expect(mistakesIn(complete, { vault: { provider: "local", keys: [key, key] } })).toEqual([
    "vault.keys.1.id: another key is called k",
  ]);
  expect(credentialsSchema.safeParse({ ...complete, secret: "in the file" }).success).toBe(false);
  expect(vaultSchema.safeParse({ provider: "local", keys: [{ id: "k", key: "AAAA" }] }).success).toBe(false);
});
