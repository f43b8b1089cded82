import { readFileSync } from "node:fs";
import path from "node:path";
import { certificateFault } from "./certificate.ts";
import type { IdentityProvidersConfig, OidcConfig, SamlConfig } from "./config.ts";

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

function checkOidc({ profile, issuer, tenant, graph, clientSecret, clientKey }: OidcConfig, say: Say) {
  if ((clientSecret === undefined) === (clientKey === undefined))
    say("clientSecret", "name one of clientSecret and clientKey");
  if (profile === "entra") {
    if (tenant === undefined) say("tenant", "is needed: people of other tenants must be refused");
    return;
  }
  if (issuer === undefined) say("issuer", "is needed");
  else if (typeof issuer === "string" && isEntra(issuer))
    say("profile", "this is Entra ID: write profile: entra, since its people are known by tenant and object");
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
    const name = provider.kind === "saml" ? provider.entityId : provider.issuer;
    const other = typeof name === "string" ? issuers.get(name) : undefined;
    if (other !== undefined)
      wrong(
        ["identityProviders", id, provider.kind === "saml" ? "entityId" : "issuer"],
        `is that of ${other}`,
      );
    if (typeof name === "string") issuers.set(name, id);
    for (const domain of provider.mailDomains) {
      const holder = domains.get(domain);
      if (holder !== undefined)
        wrong(["identityProviders", id, "mailDomains"], `${domain} belongs to ${holder} already`);
      domains.set(domain, id);
    }
  }
}

const ENTRA =
  /(^|\.)(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)$/;

/** Whether an address is one of Entra ID's own, in any of its clouds. */
export const isEntra = (issuer: string): boolean => ENTRA.test(URL.parse(issuer)?.hostname ?? "");
