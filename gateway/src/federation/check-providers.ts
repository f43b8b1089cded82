import { readFileSync } from "node:fs";
import path from "node:path";
import { certificateFault } from "./certificate.ts";
import type { IdentityProvidersConfig, OidcConfig, SamlConfig } from "./config.ts";
import { entraIssuer, isEntra, issuerKey, oktaIssuerDoubt, oktaIssuerFault } from "./issuer.ts";

type Wrong = (where: readonly PropertyKey[], reason: string) => void;

/**
 * What the form of a configuration cannot say: which settings belong together, and that no two providers could speak for
 * the same person. `folder` is where paths begin.
 */
export function checkProviders(providers: IdentityProvidersConfig, folder: string, wrong: Wrong): void {
  const entries = Object.entries(providers);
  if (entries.length === 0) wrong(["identityProviders"], "nobody could sign in: name at least one");
  for (const [id, provider] of entries) {
    const say = (key: string, reason: string) => wrong(["identityProviders", id, key], reason);
    if (entries.length > 1 && provider.mailDomains.length === 0)
      say("mailDomains", "must name whose people sign in here, since there is more than one provider");
    if (provider.kind === "saml") checkSaml(provider, folder, say);
    else checkOidc(provider, say);
  }
  checkOverlaps(providers, wrong);
}

type Say = (key: string, reason: string) => void;

function checkOidc(provider: OidcConfig, say: Say) {
  const { profile, issuer, tenant, graph, clientSecret, clientKey } = provider;
  if ((clientSecret === undefined) === (clientKey === undefined))
    say("clientSecret", "name one of clientSecret and clientKey");
  if (provider.trustsHundredGroups && profile !== "okta")
    say("trustsHundredGroups", "means something with profile: okta only");
  if (profile === "entra") {
    if (tenant === undefined) say("tenant", "is needed: people of other tenants must be refused");
    return;
  }
  if (issuer === undefined) say("issuer", "is needed");
  else if (typeof issuer === "string" && isEntra(issuer))
    say("profile", "this is Entra ID: write profile: entra, since its people are known by tenant and object");
  const oktaFault = profile === "okta" && typeof issuer === "string" ? oktaIssuerFault(issuer) : undefined;
  if (oktaFault !== undefined) say("issuer", oktaFault);
  if (tenant !== undefined) say("tenant", "means something with profile: entra only");
  if (graph !== undefined) say("graph", "means something with profile: entra only");
}

function checkSaml({ certificates, subject, attributes }: SamlConfig, folder: string, say: Say) {
  certificates.forEach((given, index) => {
    if (typeof given === "string" || "env" in given) return;
    try {
      const fault = certificateFault(readFileSync(path.resolve(folder, given.file), "utf8").trim());
      if (fault) say("certificates", `${index}: the file ${given.file} ${fault}`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      say("certificates", `${index}: the file ${given.file} cannot be read (${code})`);
    }
  });
  if ("attribute" in subject && subject.attribute === attributes.email)
    say("subject", "is the mail address, which can pass to somebody else; take an id that cannot");
}

/** People are known by issuer and subject: two providers of one name could each make the other's people. */
function checkOverlaps(providers: IdentityProvidersConfig, wrong: Wrong) {
  const issuers = new Map<string, string>();
  const domains = new Map<string, string>();
  for (const [id, provider] of Object.entries(providers)) {
    const literal = literalName(provider);
    const name = literal === undefined ? undefined : issuerKey(literal);
    const other = name === undefined ? undefined : issuers.get(name);
    if (other !== undefined)
      wrong(
        ["identityProviders", id, provider.kind === "saml" ? "entityId" : "issuer"],
        `is that of ${other}`,
      );
    if (name !== undefined) issuers.set(name, id);
    for (const domain of provider.mailDomains) {
      const holder = domains.get(domain);
      if (holder !== undefined)
        wrong(["identityProviders", id, "mailDomains"], `${domain} belongs to ${holder} already`);
      domains.set(domain, id);
    }
  }
}

/** What a provider is known by, as far as the file itself says it; the rest is compared once the environment is read. */
function literalName(provider: OidcConfig | SamlConfig): string | undefined {
  const name = provider.kind === "saml" ? provider.entityId : provider.issuer;
  if (name !== undefined) return typeof name === "string" ? name : undefined;
  const tenant = provider.kind === "oidc" ? provider.tenant : undefined;
  return typeof tenant === "string" ? entraIssuer(tenant) : undefined;
}

/** Whether people of this issuer could sign in, to the letter. Where the environment names a provider, anybody could. */
export function mayBeIssuer(providers: IdentityProvidersConfig, issuer: string): boolean {
  const names = Object.values(providers).map(literalName);
  return names.includes(undefined) || names.includes(issuer);
}

/** What of a sound configuration may still not be meant, as `where: reason`. */
export const providerDoubts = (providers: IdentityProvidersConfig): string[] =>
  Object.entries(providers).flatMap(([id, provider]) => {
    if (provider.kind === "saml" || provider.profile !== "okta") return [];
    const doubt = typeof provider.issuer === "string" ? oktaIssuerDoubt(provider.issuer) : undefined;
    return doubt === undefined ? [] : [`identityProviders.${id}.issuer: ${doubt}`];
  });
