import { z } from "zod";
import { secretSchema } from "../config/secret.ts";
import type { Fault } from "../config/values.ts";
import type { ProviderSettings, Reading } from "../federation/settings.ts";

/** How one identity provider keeps the directory current by SCIM. */
const provisioning = z.strictObject({
  /** What its requests bear. */
  token: secretSchema,
  /** A second one that counts as well, while the first is being replaced. */
  nextToken: secretSchema.optional(),
  /** Which SCIM attribute holds what sign-ins name the person by: `sub`, for Entra ID `oid`, for SAML the subject. */
  subject: z.enum(["externalId", "userName"]).default("externalId"),
  /** Which attribute of a group the roles name; by default as its sign-ins do, for Entra ID `externalId` (the object id). */
  groups: z.enum(["displayName", "externalId"]).optional(),
});

/** By the id of the identity provider. */
export const directorySchema = z
  .strictObject({ scim: z.record(z.string(), provisioning).default({}) })
  .prefault({});
type DirectoryConfig = z.output<typeof directorySchema>;

/** One identity provider that provisions, and how its words become people and groups of the directory. */
export type ProvisioningSettings = {
  provider: string;
  issuer: string;
  tokens: readonly string[];
  subject: "externalId" | "userName";
  /** What sign-ins at this provider name the person by, from that attribute's value. */
  subjectFrom(value: string): string;
  groups: "displayName" | "externalId";
};

const TOKEN_CHARACTERS = 32;
/** Never repeats the value: it is a secret. */
const tokenFault: Fault = (text) =>
  text.length >= TOKEN_CHARACTERS && /^[A-Za-z0-9._~+/-]+=*$/.test(text)
    ? undefined
    : `must be at least ${TOKEN_CHARACTERS} characters of a bearer token, as \`openssl rand -hex 32\` makes them`;

/** Every provider that provisions, with its secrets. Mistakes are noted at their place. */
export function provisioningSettings(
  { scim }: DirectoryConfig,
  providers: readonly ProviderSettings[],
  reading: Reading,
): ProvisioningSettings[] {
  const known = new Set<string>();
  return Object.entries(scim).flatMap(([id, { token, nextToken, subject, groups }]) => {
    const at = (key: string) => ["directory", "scim", id, key];
    const provider = providers.find((one) => one.id === id);
    if (provider === undefined) {
      reading.wrong(["directory", "scim", id], "no identity provider has this name");
      return [];
    }
    const tokens = [
      reading.valueThat(tokenFault, token, ...at("token")),
      ...(nextToken ? [reading.valueThat(tokenFault, nextToken, ...at("nextToken"))] : []),
    ].filter((value) => value !== "");
    for (const value of tokens) {
      if (known.has(value)) reading.wrong(["directory", "scim", id], "has a token that is used already");
      known.add(value);
    }
    const isEntra = provider.kind === "oidc" && provider.profile === "entra";
    return [
      {
        provider: id,
        issuer: provider.kind === "saml" ? provider.entityId : provider.issuer,
        tokens,
        subject,
        subjectFrom: subjectRule(provider),
        groups: groups ?? (isEntra ? "externalId" : "displayName"),
      },
    ];
  });
}

/** Has to make the very text that a sign-in at this provider makes, or nobody is recognised. */
function subjectRule(provider: ProviderSettings): (value: string) => string {
  if (provider.kind === "saml") {
    const isAddress = "nameId" in provider.subject && provider.subject.nameId === "emailAddress";
    return (value) => (isAddress ? value.toLowerCase() : value);
  }
  return (value) => (provider.profile === "entra" ? `${provider.tenant}:${value}` : value);
}
