import type { ProviderSettings } from "../federation/settings.ts";
import type { TrustedIssuer } from "./clients/settings.ts";
import { MACHINE_ISSUER } from "./grants/names.ts";

/**
 * Whose people may hold a token: those of an identity provider of the configuration, of a trusted issuer of assertions, and
 * machines. A person of any other issuer came by a provider that was taken out since, and has nobody left who vouches.
 */
export const knownIssuers = ({
  identityProviders,
  trustedIssuers = [],
}: {
  identityProviders: readonly ProviderSettings[];
  trustedIssuers?: readonly Pick<TrustedIssuer, "issuer">[];
}): ReadonlySet<string> =>
  new Set([
    ...identityProviders.map((provider) => (provider.kind === "saml" ? provider.entityId : provider.issuer)),
    ...trustedIssuers.map(({ issuer }) => issuer),
    MACHINE_ISSUER,
  ]);
