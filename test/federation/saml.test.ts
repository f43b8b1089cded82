import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { authorizationUrl, startWorld, type World } from "../authorization/world.ts";
import { selfSigned } from "../production/certificate.ts";
import { HeadlessBrowser, signIn } from "../support/headless-sign-in.ts";
import {
  PERSISTENT,
  type SamlIdentityProvider,
  type SamlScript,
  startSamlIdentityProvider,
} from "../support/saml-identity-provider.ts";
import { samlSettings } from "./settings.ts";

const EMAIL = "amara.osei@halden.example";
let provider: SamlIdentityProvider;
let world: World;
/** Where the provider sends its answers. */
let target: World;

beforeAll(async () => {
  provider = await startSamlIdentityProvider(() => `${target.url}/signin/saml/corp/acs`);
  world = await startWorld({ identityProviders: [samlSettings(provider)] });
  target = world;
});
beforeEach(() => provider.play());
afterAll(async () => {
  await world?.stop();
  await provider?.stop();
});

const signInWith = (script: SamlScript, at = world) => {
  provider.play(script);
  return signIn(authorizationUrl(at), { email: EMAIL });
};

const people = async (at = world) =>
  (await at.database.pool.query("select * from person order by subject")).rows;

test("a person is the provider's entity id and the persistent name, with mail, name, groups and how they signed in", async () => {
  const back = await signInWith({ attributes: { roles: ["Auditor", "Reader"] } });
  expect(back.searchParams.get("code")).toBeTruthy();
  expect(await people()).toMatchObject([
    {
      issuer: provider.entityId,
      subject: "saml:amara.osei",
      email: EMAIL,
      name: "Amara Osei",
      groups: ["gatehouse-finance"],
      app_roles: ["Auditor", "Reader"],
      acr: expect.stringContaining("PasswordProtectedTransport"),
      auth_time: expect.any(Date),
    },
  ]);
});

test("the request goes by redirect, names us and wants a persistent name, and says nothing of the person", async () => {
  const browser = new HeadlessBrowser();
  const page = await browser.open(authorizationUrl(world), provider.signInUrl);
  const form = page instanceof URL ? undefined : page.forms[0];
  if (page instanceof URL || !form) throw new Error("nobody was asked");
  const asked = await browser.submit(page, form, { name: "answer", value: "approve" }, provider.signInUrl);
  if (!(asked instanceof URL)) throw new Error("nobody was sent to the provider");
  const xml = inflateRawSync(Buffer.from(asked.searchParams.get("SAMLRequest") ?? "", "base64")).toString();
  expect([...asked.searchParams.keys()]).toEqual(["SAMLRequest", "RelayState"]);
  expect(asked.searchParams.get("RelayState")?.length).toBeLessThanOrEqual(80);
  for (const part of [
    `${world.url}/signin/saml/corp/acs`,
    `${world.url}/signin/saml/corp/metadata<`,
    PERSISTENT,
  ])
    expect(xml).toContain(part);
});

const SHA_1 = { signatureAlgorithm: "rsa-sha1", digestAlgorithm: "sha1" } as const;
const foreign = selfSigned(["evil.example"], "rsa");
const EVIL = "saml:ingrid.solberg";
const forged = (xml: string) => xml.replaceAll("saml:amara.osei", EVIL);
const assertionIn = (xml: string) => /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml)?.[0] ?? "";
const unsigned = (assertion: string) =>
  assertion.replace(/<(\w+:)?Signature .*<\/(\w+:)?Signature>/s, "").replace(/ ID="[^"]+"/, ' ID="_evil"');
const named = (nameIdentifier: string, format?: string) => () => ({
  nameIdentifier,
  ...(format && { nameIdentifierFormat: format }),
});

test.each<[string, string, SamlScript]>([
  ["an assertion that nobody signed", "Invalid signature", { options: { signAssertion: false } }],
  [
    "an unsigned assertion in a signed response",
    "Invalid signature",
    { options: { signAssertion: false, signResponse: true } },
  ],
  [
    "a signature by an unknown key",
    "Invalid signature",
    { options: { key: foreign.key, cert: foreign.certificate } },
  ],
  ["a name changed after signing", "Invalid signature", { tamper: forged }],
  [
    "a group changed after signing",
    "Invalid signature",
    { tamper: (xml) => xml.replaceAll("gatehouse-finance", "gatehouse-it") },
  ],
  [
    "a forged assertion before the signed one",
    "multiple assertions",
    {
      tamper: (xml) => xml.replace("<saml:Assertion", `${forged(unsigned(assertionIn(xml)))}<saml:Assertion`),
    },
  ],
  [
    "a forged assertion around the signed one",
    "Invalid signature",
    {
      tamper: (xml) => {
        const evil = forged(unsigned(assertionIn(xml)));
        const around = evil.replace(
          "</saml:Assertion>",
          `<saml:Advice>${assertionIn(xml)}</saml:Advice></saml:Assertion>`,
        );
        return xml.replace(assertionIn(xml), around);
      },
    },
  ],
  [
    "a forged assertion that borrows the signature",
    "Invalid document signature",
    {
      tamper: (xml) => {
        const signature = /<(\w+:)?Signature .*<\/(\w+:)?Signature>/s.exec(xml)?.[0] ?? "";
        const evil = forged(unsigned(assertionIn(xml))).replace(
          "</saml:Issuer>",
          `</saml:Issuer>${signature}`,
        );
        return xml.replace(
          assertionIn(xml),
          `${evil}<samlp:Extensions>${assertionIn(xml)}</samlp:Extensions>`,
        );
      },
    },
  ],
  [
    "a signed response that was altered outside the assertion",
    "Invalid document signature",
    {
      options: { signResponse: true },
      tamper: (xml) => xml.replace(/Destination="[^"]+"/, 'Destination="https://evil.example"'),
    },
  ],
  ["a signature with SHA-1", "not accepted (SignatureMethod)", { options: SHA_1 }],
  [
    "a signature with SHA-1 that is spelled with a character reference",
    "not accepted (SignatureMethod)",
    {
      options: SHA_1,
      tamper: (xml) =>
        xml.replaceAll("rsa-sha1", "rsa-sha&#49;").replaceAll("xmldsig#sha1", "xmldsig#sha&#x31;"),
    },
  ],
  ["a digest with SHA-1", "not accepted (DigestMethod)", { options: { digestAlgorithm: "sha1" } }],
  [
    "an algorithm beside the one that is named",
    "not accepted (DigestMethod)",
    {
      tamper: (xml) =>
        xml.replace(
          /(DigestMethod )/,
          '$1xmlns:x="urn:x" x:Algorithm="http://www.w3.org/2000/09/xmldsig#sha1" ',
        ),
    },
  ],
  [
    "a transform that SAML does not have",
    "not accepted (Transform)",
    {
      tamper: (xml) => xml.replace("xmldsig#enveloped-signature", "xmldsig#base64"),
    },
  ],
  [
    "a canonical form that SAML does not have",
    "not accepted (CanonicalizationMethod)",
    {
      tamper: (xml) =>
        xml.replace(
          /(CanonicalizationMethod Algorithm=")[^"]+/,
          "$1http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        ),
    },
  ],
  ["another audience", "audience mismatch", { options: { audience: "https://other.example/metadata" } }],
  [
    "another recipient",
    "No subject confirmation fits",
    { options: { recipient: "https://other.example/acs" } },
  ],
  ["another issuer", "another issuer", { options: { issuer: "https://other-idp.example" } }],
  ["the answer to another request", "InResponseTo is not valid", { options: { inResponseTo: "_another" } }],
  ["no request at all", "InResponseTo is missing", { isUnasked: true }],
  [
    "no request in the signed part, and ours written around it",
    "No subject confirmation fits",
    {
      isUnasked: true,
      tamper: (xml, id) => xml.replace("<samlp:Response ", `<samlp:Response InResponseTo="${id}" `),
    },
  ],
  ["an assertion that is over", "No valid subject confirmation", { options: { lifetimeInSeconds: -120 } }],
  ["a document type", "document type", { tamper: (xml) => `<!DOCTYPE x [<!ENTITY a "b">]>${xml}` }],
  ["no XML", "Not a valid XML", { tamper: () => "SAML" }],
  [
    "a mail address as name",
    "not of the format persistent",
    { nameId: named(EMAIL, "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress") },
  ],
  ["a mail address called persistent", "by mail address", { nameId: named(EMAIL.toUpperCase(), PERSISTENT) }],
  ["a name of unsaid format", "not of the format persistent", { nameId: named("amara") }],
  [
    "a name for one session",
    "not of the format persistent",
    { nameId: named("x", PERSISTENT.replace("persistent", "transient")) },
  ],
])("%s grants nothing", async (_, why, script) => {
  const before = await people();
  await expect(signInWith(script)).rejects.toThrow("Your company login did not let you in");
  expect(await people()).toEqual(before);
  expect(world.logLines.at(-1)?.details.cause).toMatchObject({ message: expect.stringContaining(why) });
});

test("a comment inside a name changes nothing: the name is read whole", async () => {
  await signInWith({ tamper: (xml) => xml.replace("saml:amara.osei", "saml:amara<!-- -->.osei") });
  expect(await people()).toHaveLength(1);
});

test("a response that is signed as well is taken", async () => {
  expect((await signInWith({ options: { signResponse: true } })).searchParams.has("code")).toBe(true);
});

test("groups that were replaced by a link are neither none nor any: refused", async () => {
  const link = {
    groups: undefined,
    "http://schemas.microsoft.com/claims/groups.link": "https://graph.example",
  };
  await expect(signInWith({ attributes: link })).rejects.toThrow("Your groups could not be read");
});

test("while the provider changes its key, the new certificate beside the old one lets sign-ins go on", async () => {
  const certificates = [provider.certificate, provider.rotate()];
  await expect(signInWith({})).rejects.toThrow("Your company login did not let you in");
  target = await startWorld({ identityProviders: [samlSettings(provider, { certificates })] });
  expect((await signInWith({}, target)).searchParams.has("code")).toBe(true);
  await target.stop();
});

test("the metadata are a document for whoever is no browser", async () => {
  const url = `${world.url}/signin/saml/corp/metadata`;
  const document = await fetch(url);
  expect(document.headers.get("content-type")).toBe("application/samlmetadata+xml");
  const xml = await document.text();
  for (const part of [
    `entityID="${url}"`,
    `${world.url}/signin/saml/corp/acs`,
    'WantAssertionsSigned="true"',
    PERSISTENT,
  ])
    expect(xml).toContain(part);
  expect((await fetch(`${world.url}/signin/saml/other/metadata`)).status).toBe(404);
});
