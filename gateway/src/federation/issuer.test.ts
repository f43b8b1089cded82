import { expect, test } from "vitest";
import { providerDoubts } from "./check-providers.ts";
import { identityProvidersSchema } from "./config.ts";
import { oktaIssuerFault } from "./issuer.ts";
import { providerSettings } from "./settings.ts";

test("Entra ID's issuer is written as Entra publishes it, however the tenant was copied", () => {
  const config = identityProvidersSchema.parse({
    entra: {
      profile: "entra",
      label: "Entra",
      tenant: "8F2B6C1E-0000-4000-8000-1A2B3C4D5E6F",
      clientId: "gatehouse",
      clientSecret: { env: "SECRET" },
    },
  });
  const value = (of: unknown) => String(of);
  const [settings] = providerSettings(config, {
    folder: ".",
    value,
    valueThat: (_fault, of) => value(of),
    wrong(where, reason) {
      throw new Error(`${where.join(".")}: ${reason}`);
    },
  });
  expect(settings).toMatchObject({
    tenant: "8f2b6c1e-0000-4000-8000-1a2b3c4d5e6f",
    issuer: "https://login.microsoftonline.com/8f2b6c1e-0000-4000-8000-1a2b3c4d5e6f/v2.0",
  });
});

test.each([
  ["the org authorization server", "https://acme.okta.com", []],
  ["a preview", "https://acme.oktapreview.com", []],
  ["a custom one", "https://acme.okta.com/oauth2/default", ["okta.issuer: is a custom authorization server"]],
  ["a domain of one's own", "https://login.acme.example", ["okta.issuer: is not at okta.com"]],
])("at Okta %s is sound, with what to look at where it may not be meant", (_, issuer, doubts) => {
  expect(oktaIssuerFault(issuer)).toBeUndefined();
  const client = { label: "Okta", clientId: "gatehouse", clientSecret: { env: "SECRET" } };
  const config = identityProvidersSchema.parse({ okta: { ...client, profile: "okta", issuer } });
  expect(providerDoubts(config)).toEqual(doubts.map((doubt) => expect.stringContaining(doubt)));
});
