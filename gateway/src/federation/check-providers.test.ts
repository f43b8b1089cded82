import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { ConfigError } from "../config/load.ts";
import { readConfig, settingsFrom } from "../config/settings.ts";

const HEAD = `company: { name: Test, contact: it@test.example }
publicUrl: http://127.0.0.1:1
listen: { port: 1 }
database: { url: { env: D } }
keys: { signing: { env: S }, assertion: { env: A }, cookies: { env: C }, audit: { env: K } }
systems: {}
roles: {}
identityProviders:
`;
/** The beginning of one. */
const CUT_SHORT =
  "MIIBfDCCASOgAwIBAgIUNP6s5xGZ8LN7yUuv6mIzXP3q4i8wCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJc2FtbC50ZXN0MB4XDTI2MTEyMjAwMDAwMFoXDTM2MTExOTAwMDAwMFow";
const OIDC = `  one:
    label: One
    issuer: https://login.one.example
    clientId: gatehouse
    clientSecret: { env: SECRET }
`;
const ENTRA = `  entra:
    label: Entra
    profile: entra
    tenant: 8f2b6c1e-0000-4000-8000-1a2b3c4d5e6f
    clientId: gatehouse
    clientSecret: { env: SECRET }
`;
const SAML = `  corp:
    kind: saml
    label: Corp
    entityId: https://saml.corp.example
    signInUrl: https://saml.corp.example/sso
    certificates: [{ env: CERTIFICATE }]
`;
const TWO = `${OIDC}    mailDomains: [one.example]\n${SAML}    mailDomains: [corp.example]\n`;

function write(providers: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-providers-"));
  mkdirSync(path.join(folder, "certificates"));
  writeFileSync(path.join(folder, "certificates", "broken.pem"), "no certificate");
  const file = path.join(folder, "gatehouse.yaml");
  writeFileSync(file, HEAD + providers);
  return file;
}

function mistakesIn(providers: string, env?: Record<string, string>): string[] {
  try {
    const checked = readConfig(write(providers));
    if (env) settingsFrom(checked, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.mistakes.map(({ line, reason }) => `${line}: ${reason}`);
  }
}

test.each([
  ["OpenID Connect", OIDC],
  ["Entra ID without an issuer", ENTRA],
  ["SAML", SAML],
  ["two side by side", TWO],
  [
    "exceptions for an issuer and for an entity id that is no address",
    `${TWO.replace("https://saml.corp.example\n", "urn-less name\n")}people:
  - { subject: a, issuer: "https://login.one.example", perMinute: 5 }
  - { subject: a, issuer: urn-less name, perMinute: 5 }
`,
  ],
  [
    "an exception for an issuer that the environment may name",
    `${OIDC.replace("https://login.one.example", "{ env: ISSUER }")}people: [{ subject: a, issuer: "https://x.example", perMinute: 5 }]\n`,
  ],
])("a sound configuration has no mistakes: %s", (_, providers) => {
  expect(mistakesIn(providers)).toEqual([]);
});

test.each([
  ["nobody", "  {}\n", "nobody could sign in"],
  [
    "an id that no address can hold",
    OIDC.replace("one:", "One:"),
    "10: identityProviders.One: must be lower case letters",
  ],
  ["an unknown kind", SAML.replace("kind: saml", "kind: ldap"), "10: identityProviders.corp.kind"],
  [
    "neither secret nor key",
    OIDC.replace(/ {4}clientSecret.*\n/, ""),
    "name one of clientSecret and clientKey",
  ],
  ["both", `${OIDC}    clientKey: { env: KEY }\n`, "13: identityProviders.one.clientSecret: name one of"],
  [
    "a secret in the file",
    OIDC.replace("{ env: SECRET }", "geheim"),
    "13: identityProviders.one.clientSecret",
  ],
  ["no issuer", OIDC.replace(/ {4}issuer.*\n/, ""), "identityProviders.one.issuer: is needed"],
  [
    "Entra ID in another's clothes",
    OIDC.replace("login.one.example", "login.microsoftonline.com/t/v2.0"),
    "write profile: entra",
  ],
  [
    "Entra ID without a tenant",
    ENTRA.replace(/ {4}tenant.*\n/, ""),
    "identityProviders.entra.tenant: is needed",
  ],
  [
    "a tenant that is everybody",
    ENTRA.replace(/tenant: .*/, "tenant: common"),
    "12: identityProviders.entra.tenant: must be",
  ],
  [
    "a tenant elsewhere",
    `${OIDC}    tenant: 8f2b6c1e-0000-4000-8000-1a2b3c4d5e6f\n`,
    "means something with profile: entra only",
  ],
  ["Graph elsewhere", `${OIDC}    graph: {}\n`, "means something with profile: entra only"],
  [
    "a sign-in address without TLS",
    SAML.replace("https://saml.corp.example/sso", "http://saml.corp.example/sso"),
    "13: identityProviders.corp.signInUrl: must be https",
  ],
  ["no certificate", SAML.replace("[{ env: CERTIFICATE }]", "[]"), "14: identityProviders.corp.certificates"],
  [
    "a certificate that is none",
    SAML.replace("{ env: CERTIFICATE }", "abc"),
    "14: identityProviders.corp.certificates.0: must be a certificate",
  ],
  ["a certificate cut short", SAML.replace("{ env: CERTIFICATE }", CUT_SHORT), "must be a certificate"],
  [
    "a file that is not there",
    SAML.replace("{ env: CERTIFICATE }", "{ file: no.pem }"),
    "the file no.pem cannot be read (ENOENT)",
  ],
  [
    "a file that holds something else",
    SAML.replace("{ env: CERTIFICATE }", "{ file: certificates/broken.pem }"),
    "certificates/broken.pem must be a certificate",
  ],
  [
    "a mail address as subject without a reason",
    `${SAML}    subject: { nameId: emailAddress }\n`,
    "15: identityProviders.corp.subject: must be { nameId: persistent }",
  ],
  [
    "the mail attribute as subject",
    `${SAML}    subject: { attribute: email }\n`,
    "15: identityProviders.corp.subject: is the mail address",
  ],
  ["two without domains", OIDC + SAML, "10: identityProviders.one.mailDomains: must name whose people"],
  [
    "one domain twice",
    TWO.replace("corp.example]", "one.example]"),
    "identityProviders.corp.mailDomains: one.example belongs to one already",
  ],
  [
    "a domain that is none",
    `${OIDC}    mailDomains: ["*.example"]\n`,
    "14: identityProviders.one.mailDomains.0: must be a mail domain",
  ],
  [
    "one issuer twice",
    TWO.replace("entityId: https://saml.corp.example", "entityId: https://login.one.example"),
    "18: identityProviders.corp.entityId: is that of one",
  ],
  [
    "one issuer twice, the second with a slash",
    TWO.replace("entityId: https://saml.corp.example", "entityId: https://login.one.example/"),
    "18: identityProviders.corp.entityId: is that of one",
  ],
  [
    "one issuer twice, the second in capitals",
    TWO.replace("entityId: https://saml.corp.example", "entityId: https://LOGIN.one.example:443"),
    "18: identityProviders.corp.entityId: is that of one",
  ],
  [
    "one tenant twice, once by its issuer",
    `${ENTRA}    mailDomains: [a.example]\n${ENTRA.replace("entra:", "other:").replace("tenant: 8f2b6c1e", "issuer: https://login.microsoftonline.com/8F2B6C1E-0000-4000-8000-1a2b3c4d5e6f/v2.0\n    tenant: 8F2B6C1E")}    mailDomains: [b.example]\n`,
    "identityProviders.other.issuer: is that of entra",
  ],
  [
    "Graph without TLS",
    `${ENTRA}    graph: { origin: "http://graph.example" }\n`,
    "15: identityProviders.entra.graph.origin: must be https",
  ],
  ...[
    "https://acme.okta.com/",
    "https://acme.okta.com/oauth2",
    "https://acme.okta.com/app/1",
    "http://acme.okta.com",
  ].map((issuer) => [
    `an issuer that Okta has not: ${issuer}`,
    OIDC.replace("https://login.one.example", `${issuer}\n    profile: okta`),
    "11: identityProviders.one.issuer: must be https://example.okta.com",
  ]),
  [
    "a hundred groups elsewhere",
    `${OIDC}    trustsHundredGroups: true\n`,
    "14: identityProviders.one.trustsHundredGroups: means something with profile: okta only",
  ],
  [
    "an exception for an issuer that nobody has to the letter",
    `${OIDC}people:\n  - { subject: a, issuer: "https://login.one.example/", perMinute: 5 }\n`,
    "15: people.0.issuer: no identity provider has this issuer or entityId",
  ],
  [
    "an unknown setting",
    `${SAML}    clientId: x\n`,
    "15: identityProviders.corp.clientId: is not a known setting",
  ],
])("%s is named with its line", (_, providers, said) => {
  expect(mistakesIn(providers).join("\n")).toContain(said);
});

test("a mail address as subject is taken with a reason", () => {
  const because =
    "    subject: { nameId: emailAddress, because: addresses are never given to somebody else }\n";
  expect(mistakesIn(SAML + because)).toEqual([]);
});

test("what the environment holds is checked as well, and no secret is repeated", () => {
  const said = mistakesIn(
    `${TWO.replace("issuer: https://login.one.example", "issuer: { env: ISSUER }").replace("clientSecret: { env: SECRET }", "clientKey: { env: KEY }")}`,
    { ISSUER: "https://saml.corp.example", KEY: "geheim", CERTIFICATE: "geheim" },
  ).join("\n");
  expect(said).toContain("identityProviders.corp.entityId: is that of one");
  expect(said).toContain("identityProviders.one.clientKey: must be a private key as JWK");
  expect(said).toContain("CERTIFICATE must be a certificate as PEM");
  expect(said).not.toContain("geheim");
});

test("a name in the environment is compared as a name in the file is", () => {
  const said = (issuer: string) =>
    mistakesIn(TWO.replace("issuer: https://login.one.example", "issuer: { env: ISSUER }"), {
      ISSUER: issuer,
    }).join("\n");
  expect(said("https://saml.corp.example/")).toContain("identityProviders.corp.entityId: is that of one");
  expect(said("https://login.one.example")).not.toContain("is that of one");
});

test("Entra ID hides behind no variable", () => {
  const issuer = OIDC.replace("https://login.one.example", "{ env: ISSUER }");
  const said = mistakesIn(issuer, { ISSUER: "https://login.microsoftonline.us/t/v2.0", SECRET: "s" }).join(
    "\n",
  );
  expect(said).toContain("identityProviders.one.profile: this is Entra ID");
});
