import { expect, test } from "vitest";
import type { ProviderSettings, Reading } from "../federation/settings.ts";
import { directorySchema, provisioningSettings } from "./config.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const COMMON = { label: "Login", trustsEmail: false, mailDomains: [] };
const OIDC = {
  ...COMMON,
  kind: "oidc",
  clientId: "gatehouse",
  authentication: { secret: "s" },
  scope: "openid",
  groupsClaim: "groups",
  rolesClaim: "roles",
  graph: undefined,
} as const;
const SAML = { ...COMMON, kind: "saml", signInUrl: "", certificates: [], attributes: {} } as const;
const PROVIDERS = [
  { ...OIDC, id: "okta", profile: "okta", issuer: "https://okta.example", tenant: undefined },
  { ...OIDC, id: "entra", profile: "entra", issuer: "https://entra.example", tenant: "tenant-id" },
  { ...SAML, id: "saml", entityId: "urn:idp", subject: { nameId: "emailAddress", because: "no other id" } },
] as unknown as ProviderSettings[];

function read(scim: Record<string, unknown>) {
  const wrong: string[] = [];
  const value = (of: unknown) => (of as { env: string }).env;
  const reading = {
    value,
    valueThat(fault: (text: string) => string | undefined, of: unknown, ...where: string[]) {
      const said = fault(value(of));
      if (said) wrong.push(`${where.join(".")}: ${said}`);
      return value(of);
    },
    wrong: (where: readonly string[], reason: string) => void wrong.push(`${where.join(".")}: ${reason}`),
  } as unknown as Reading;
  return { settings: provisioningSettings(directorySchema.parse({ scim }), PROVIDERS, reading), wrong };
}

test("each provider's people and groups are named as its sign-ins name them", () => {
  const { settings, wrong } = read({
    okta: { token: { env: `${TOKEN}1` } },
    entra: { token: { env: `${TOKEN}2` } },
    saml: { token: { env: `${TOKEN}3` }, subject: "userName" },
  });
  expect(wrong).toEqual([]);
  expect(settings.map(({ issuer, groups, subjectFrom }) => [issuer, groups, subjectFrom("Some.Id")])).toEqual(
    [
      ["https://okta.example", "displayName", "Some.Id"],
      ["https://entra.example", "externalId", "tenant-id:Some.Id"],
      ["urn:idp", "displayName", "some.id"],
    ],
  );
});

test("a provider that nobody signs in at, a short token and one token for two are refused, and no token is repeated", () => {
  const { wrong } = read({
    okta: { token: { env: TOKEN } },
    entra: { token: { env: TOKEN }, nextToken: { env: "short" } },
    nobody: { token: { env: `${TOKEN}x` } },
  });
  expect(wrong).toEqual([
    expect.stringContaining("directory.scim.entra.nextToken: must be at least 32 characters"),
    "directory.scim.entra: has a token that is used already",
    "directory.scim.nobody: no identity provider has this name",
  ]);
  expect(wrong.join()).not.toContain(TOKEN);
});
