import { hash, randomBytes } from "node:crypto";
import { type CacheProvider, SAML, ValidateInResponseTo } from "@node-saml/node-saml";
import { certificateFrom } from "./certificate.ts";
import type { RoundTrip, SamlFacts, SamlIdentityProvider } from "./identity-provider.ts";
import { personFromAssertion } from "./person-from-assertion.ts";
import { CLOCK_SKEW_MS, readAssertion } from "./read-assertion.ts";
import type { SamlSettings } from "./settings.ts";
import { signaturesIn } from "./signatures-in.ts";

const FORMAT = "urn:oasis:names:tc:SAML";
/** SAML 2.0 core, 8.3. */
const NAME_ID_FORMATS = {
  persistent: `${FORMAT}:2.0:nameid-format:persistent`,
  emailAddress: `${FORMAT}:1.1:nameid-format:emailAddress`,
  unspecified: `${FORMAT}:1.1:nameid-format:unspecified`,
} as const;

/** RelayState may have 80 bytes at most (SAML 2.0 bindings, 3.4.3). */
const STATE_BYTES = 32;

/**
 * A SAML 2.0 identity provider: asked by redirect, answering by post to our assertion consumer service. Only answers to a
 * request of ours count, and only signed assertions.
 */
export function createSamlIdentityProvider(settings: SamlSettings, publicUrl: string): SamlIdentityProvider {
  const { id, label, mailDomains, entityId, subject } = settings;
  const base = `${publicUrl}/signin/saml/${id}`;
  const metadataUrl = `${base}/metadata`;
  const acsUrl = `${base}/acs`;
  const nameIdFormat = NAME_ID_FORMATS["nameId" in subject ? subject.nameId : "unspecified"];
  const certificates = settings.certificates.map((text) => certificateFrom(text).toString());

  const saml = (requestId: string, { isResponseSigned = false, isFresh = false } = {}) =>
    new SAML({
      issuer: metadataUrl,
      audience: metadataUrl,
      callbackUrl: acsUrl,
      entryPoint: settings.signInUrl,
      idpCert: certificates,
      identifierFormat: "nameId" in subject ? nameIdFormat : null,
      // How people prove themselves is the company's to say, not ours.
      disableRequestedAuthnContext: true,
      forceAuthn: isFresh,
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: isResponseSigned,
      acceptedClockSkewMs: CLOCK_SKEW_MS,
      validateInResponseTo: ValidateInResponseTo.always,
      generateUniqueId: () => requestId,
      cacheProvider: knowingOnly(requestId),
    });

  return {
    kind: "saml",
    id,
    label,
    mailDomains,
    trustsPrompt: settings.trustsPrompt,
    newRoundTrip: () => ({
      state: randomBytes(STATE_BYTES).toString("base64url"),
      // An XML id must not begin with a digit.
      nonce: `_${randomBytes(STATE_BYTES).toString("hex")}`,
      pkceVerifier: "",
    }),

    async begin({ state, nonce }: RoundTrip, { isFresh = false } = {}) {
      return new URL(await saml(nonce, { isFresh }).getAuthorizeUrlAsync(state, undefined, {}));
    },

    async finish(response, { nonce }) {
      const xml = Buffer.from(response, "base64").toString("utf8");
      // One signature is the assertion's, which must hold. With a second, the response must be signed validly too.
      const library = saml(nonce, { isResponseSigned: (await signaturesIn(xml)) > 1 });
      const { profile } = await library.validatePostResponseAsync({ SAMLResponse: response });
      if (!profile) throw new TypeError("The answer is no sign-in.");
      const read = readAssertion(profile, { entityId, acsUrl, requestId: nonce });
      return {
        identity: personFromAssertion(read, settings),
        tokens: undefined,
        assertion: { id: read.id, expiresAt: read.expiresAt },
      };
    },

    facts: factsOf(settings, saml, { metadataUrl, acsUrl, nameIdFormat }),
  };
}

type Addresses = Pick<SamlFacts, "metadataUrl" | "acsUrl" | "nameIdFormat">;

function factsOf(
  { subject, attributes }: SamlSettings,
  saml: (id: string) => SAML,
  addresses: Addresses,
): SamlFacts {
  return {
    ...addresses,
    entityId: addresses.metadataUrl,
    attributes: {
      ...("attribute" in subject && { "unchanging id": subject.attribute }),
      "mail address": attributes.email,
      name: attributes.name,
      groups: attributes.groups,
      "app roles": attributes.roles,
    },
    document: saml(`_${hash("sha256", addresses.metadataUrl)}`).generateServiceProviderMetadata(null, null),
  };
}

/** The library asks a cache which requests were ours; here it is the one that this browser's attempt names. */
function knowingOnly(requestId: string): CacheProvider {
  return {
    saveAsync: async () => null,
    getAsync: async (key) => (key === requestId ? new Date().toISOString() : null),
    removeAsync: async () => null,
  };
}
