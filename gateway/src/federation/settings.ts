import { readFileSync } from "node:fs";
import path from "node:path";
import type { JWK } from "jose";
import type { Secret } from "../config/secret.ts";
import type { Text } from "../config/text.ts";
import { type Fault, publicUrlFault, urlFault } from "../config/values.ts";
import { certificateFault } from "./certificate.ts";
import {
  type IdentityProvidersConfig,
  type OidcConfig,
  type SamlConfig,
  signInUrlFault,
  tenantFault,
} from "./config.ts";
import { entraIssuer, isEntra, issuerKey, oktaIssuerFault } from "./issuer.ts";

/** How the gateway shows at an OpenID provider's token endpoint that it is itself. */
export type ClientAuthentication = { secret: string } | { key: JWK };

type Common = {
  id: string;
  label: string;
  trustsEmail: boolean;
  trustsPrompt: boolean;
  mailDomains: readonly string[];
};

export type OidcSettings = Common & {
  kind: "oidc";
  profile: OidcConfig["profile"];
  issuer: string;
  /** Set with profile `entra`. */
  tenant: string | undefined;
  clientId: string;
  authentication: ClientAuthentication;
  scope: string;
  groupsClaim: string;
  rolesClaim: string;
  /** Means something with profile `okta`. */
  trustsHundredGroups: boolean;
  /** Origin of Microsoft Graph, where it may be asked. */
  graph: string | undefined;
};

export type SamlSettings = Common & {
  kind: "saml";
  entityId: string;
  signInUrl: string;
  certificates: readonly string[];
  subject: SamlConfig["subject"];
  attributes: SamlConfig["attributes"];
};

export type ProviderSettings = OidcSettings | SamlSettings;

/** What reads one value of the configuration, and notes what is missing or unusable at its place. */
export type Reading = {
  folder: string;
  value(of: Text | Secret, ...where: string[]): string;
  valueThat(fault: Fault, of: Text | Secret, ...where: string[]): string;
  wrong(where: readonly string[], reason: string): void;
};

/** Every identity provider with what the environment and files hold for it. */
export function providerSettings(providers: IdentityProvidersConfig, reading: Reading): ProviderSettings[] {
  const all = Object.entries(providers).map(([id, provider]) => {
    const common = {
      id,
      label: provider.label,
      trustsEmail: provider.trustsEmail,
      trustsPrompt: provider.trustsPrompt,
      mailDomains: provider.mailDomains,
    };
    return provider.kind === "saml"
      ? { ...common, ...samlSettings(id, provider, reading) }
      : { ...common, ...oidcSettings(id, provider, reading) };
  });
  const issuers = all.map((one) => issuerKey(one.kind === "saml" ? one.entityId : one.issuer));
  all.forEach(({ id, kind }, index) => {
    const first = issuers.indexOf(issuers[index] ?? "");
    if (issuers[index] && first < index)
      reading.wrong(
        ["identityProviders", id, kind === "saml" ? "entityId" : "issuer"],
        `is that of ${all[first]?.id}`,
      );
  });
  return all;
}

function oidcSettings(id: string, config: OidcConfig, reading: Reading): Omit<OidcSettings, keyof Common> {
  const at = (key: string) => ["identityProviders", id, key];
  const { profile, scope, groupsClaim, rolesClaim, clientSecret, clientKey } = config;
  const tenant =
    config.tenant === undefined ? undefined : reading.valueThat(tenantFault, config.tenant, ...at("tenant"));
  const issuer =
    config.issuer === undefined
      ? entraIssuer(tenant ?? "")
      : reading.valueThat(urlFault, config.issuer, ...at("issuer"));
  if (profile !== "entra" && isEntra(issuer))
    reading.wrong(at("profile"), "this is Entra ID: write profile: entra");
  const oktaFault = profile === "okta" ? oktaIssuerFault(issuer) : undefined;
  if (oktaFault !== undefined) reading.wrong(at("issuer"), oktaFault);
  return {
    kind: "oidc",
    profile,
    issuer,
    tenant: tenant?.toLowerCase(),
    clientId: reading.value(config.clientId, ...at("clientId")),
    authentication:
      clientKey === undefined
        ? { secret: clientSecret === undefined ? "" : reading.value(clientSecret, ...at("clientSecret")) }
        : { key: keyFrom(reading, clientKey, at("clientKey")) },
    scope,
    groupsClaim,
    rolesClaim,
    trustsHundredGroups: config.trustsHundredGroups,
    graph: config.graph && reading.valueThat(publicUrlFault, config.graph.origin, ...at("graph")),
  };
}

function keyFrom(reading: Reading, secret: Secret, where: string[]): JWK {
  const text = reading.value(secret, ...where);
  try {
    const jwk = JSON.parse(text || "{}") as JWK;
    if (text === "" || (jwk.d && (jwk.kty === "RSA" || (jwk.kty === "EC" && jwk.crv === "P-256"))))
      return jwk;
  } catch {
    // Said below, without the text: it may be a key.
  }
  reading.wrong(where, "must be a private key as JWK, RSA or EC P-256");
  return {};
}

function samlSettings(id: string, config: SamlConfig, reading: Reading): Omit<SamlSettings, keyof Common> {
  const at = (key: string) => ["identityProviders", id, key];
  return {
    kind: "saml",
    entityId: reading.value(config.entityId, ...at("entityId")),
    signInUrl: reading.valueThat(signInUrlFault, config.signInUrl, ...at("signInUrl")),
    certificates: config.certificates.map((given) => {
      if (typeof given === "string") return given;
      // Read apart from secrets: a certificate is public, so its file may be open to everybody.
      if ("file" in given) return readFileSync(path.resolve(reading.folder, given.file), "utf8").trim();
      return reading.valueThat(certificateFault, given, ...at("certificates"));
    }),
    subject: config.subject,
    attributes: config.attributes,
  };
}
