import { z } from "zod";
import { secretSchema as secret } from "../config/secret.ts";
import { fits, text, textThat } from "../config/text.ts";
import { type Fault, publicUrlFault, urlFault } from "../config/values.ts";
import { certificateFault } from "./certificate.ts";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Names such as `common` would let every tenant of the world in. */
export const tenantFault: Fault = (value) =>
  GUID.test(value) ? undefined : "must be the tenant's id, such as 8f2b6c1e-0000-4000-8000-1a2b3c4d5e6f";

const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/;
const domainFault: Fault = (value) =>
  DOMAIN.test(value) ? undefined : "must be a mail domain in lower case, such as example.com";

/** People are sent there, so only this machine may be reached without TLS. */
export const signInUrlFault: Fault = (value) => urlFault(value) ?? publicUrlFault(new URL(value).origin);

const common = {
  /** How people call their login: it stands on the button. */
  label: z.string().min(1),
  /**
   * Takes e-mails that the provider does not call verified: they pick whose records a person gets. Entra ID and SAML say
   * nothing of that; where only administrators set addresses, set this. Never for a provider at which people enter their own.
   */
  trustsEmail: z.boolean().default(false),
  /**
   * Takes the moment of its answer for that of the login where a provider was asked for a fresh one and does not say when it was.
   * Only for a provider that cannot say, and heeds prompt=login or ForceAuthn; `profile: production` refuses it.
   */
  trustsPrompt: z.boolean().default(false),
  /** Who signs in here, where there is more than one provider. With any, the provider speaks for these domains only. */
  mailDomains: z.array(z.string().refine(...fits(domainFault))).default([]),
};

const oidc = z.strictObject({
  kind: z.literal("oidc").default("oidc"),
  /** Whose claims these are: `entra` for Entra ID, `okta` for Okta, `generic` for anybody else's. */
  profile: z.enum(["generic", "okta", "entra"]).default("generic"),
  ...common,
  /** To the letter as the provider publishes it. May be left out for Entra ID, where the tenant says it. */
  issuer: textThat(urlFault).optional(),
  /** Entra ID only: people of other tenants are refused. */
  tenant: textThat(tenantFault).optional(),
  clientId: text,
  /** One of the two: a secret, or a private key as JWK, whose public half the provider was given (private_key_jwt). */
  clientSecret: secret.optional(),
  clientKey: secret.optional(),
  scope: z.string().min(1).default("openid profile email"),
  groupsClaim: z.string().min(1).default("groups"),
  rolesClaim: z.string().min(1).default("roles"),
  /** Okta only: believes that a list of exactly 100 groups is whole, although Okta's lists end there. */
  trustsHundredGroups: z.boolean().default(false),
  /** Entra ID only: asks Microsoft Graph for the groups of people who are in too many for a token. */
  graph: z
    .strictObject({ origin: textThat(publicUrlFault).default("https://graph.microsoft.com") })
    .optional(),
});

/** As PEM, the base64 of the provider's metadata, or where that stands; a file's path is relative to this file. */
const certificate = z.union([
  z.string().refine(...fits(certificateFault)),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);

const attributeName = z.string().min(1).max(300);

const saml = z.strictObject({
  kind: z.literal("saml"),
  ...common,
  /** The provider's entity id, which its assertions name as their issuer. */
  entityId: text,
  /** Where it takes sign-in requests by redirect (HTTP-Redirect binding). */
  signInUrl: textThat(signInUrlFault),
  /** Certificates it signs with; while it changes them, the old and the new one. */
  certificates: z.array(certificate).min(1),
  /** What names a person for good. */
  subject: z
    .union(
      [
        z.strictObject({ nameId: z.literal("persistent") }),
        z.strictObject({ attribute: attributeName }),
        // An address can pass to somebody else, and with it the rights: whoever wants that says why.
        z.strictObject({ nameId: z.literal("emailAddress"), because: z.string().min(10) }),
      ],
      {
        error:
          "must be { nameId: persistent } or { attribute: NAME }; a mail address only as { nameId: emailAddress, because: REASON }",
      },
    )
    .default({ nameId: "persistent" }),
  attributes: z
    .strictObject({
      email: attributeName.default("email"),
      name: attributeName.default("name"),
      groups: attributeName.default("groups"),
      roles: attributeName.default("roles"),
    })
    .prefault({}),
});

/** One place where people sign in: OpenID Connect unless `kind` says SAML. */
const identityProvider = z.preprocess(
  (given) => (given && typeof given === "object" && !("kind" in given) ? { kind: "oidc", ...given } : given),
  z.discriminatedUnion("kind", [oidc, saml]),
);

export type OidcConfig = z.output<typeof oidc>;
export type SamlConfig = z.output<typeof saml>;

/** By an id that stands in addresses registered at the provider, so it should never change. */
export const identityProvidersSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, "must be lower case letters, digits and hyphens"),
  identityProvider,
);
export type IdentityProvidersConfig = z.output<typeof identityProvidersSchema>;
