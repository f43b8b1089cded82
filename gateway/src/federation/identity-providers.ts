import type { IdentityProvider, OidcIdentityProvider, SamlIdentityProvider } from "./identity-provider.ts";
import { mailDomainOf } from "./mail-domain.ts";
import { createOidcIdentityProvider } from "./oidc-identity-provider.ts";
import { createSamlIdentityProvider } from "./saml-identity-provider.ts";
import type { ProviderSettings } from "./settings.ts";

/** Everywhere people sign in. */
export type IdentityProviders = {
  /** The provider that is not chosen, being the only one. */
  sole: IdentityProvider | undefined;
  /** Whose people have addresses such as this one. */
  byAddress(address: string): IdentityProvider | undefined;
  oidc(id: string): OidcIdentityProvider | undefined;
  saml(id: string): SamlIdentityProvider | undefined;
};

/**
 * A sole OpenID provider answers at `/signin/callback`. Several each have an address of their own below it, so that the
 * answer of one cannot be passed off as another's where they do not name themselves in it (RFC 9700, 4.4.2).
 */
export function createIdentityProviders(
  settings: readonly ProviderSettings[],
  publicUrl: string,
): IdentityProviders {
  const callback = `${publicUrl}/signin/callback`;
  const all = settings.map((one) =>
    one.kind === "saml"
      ? createSamlIdentityProvider(one, publicUrl)
      : createOidcIdentityProvider(one, settings.length === 1 ? callback : `${callback}/${one.id}`),
  );
  const byId = new Map(all.map((one) => [one.id, one]));
  const byDomain = new Map(all.flatMap((one) => one.mailDomains.map((domain) => [domain, one] as const)));
  return {
    sole: all.length === 1 ? all[0] : undefined,
    byAddress: (address) => byDomain.get(mailDomainOf(address) ?? ""),
    oidc(id) {
      const found = byId.get(id);
      return found?.kind === "oidc" ? found : undefined;
    },
    saml(id) {
      const found = byId.get(id);
      return found?.kind === "saml" ? found : undefined;
    },
  };
}
