import type { Fault } from "../config/values.ts";
import { OtherIssuer } from "./identity-provider.ts";

/**
 * People, provisioning and exceptions are found by this very text, so a spelling that only leads to the same address is
 * another issuer (OpenID Connect Discovery 1.0, 4.3). Throws `OtherIssuer`.
 */
export function expectIssuer(published: string, configured: string): void {
  if (published !== configured)
    throw new OtherIssuer(
      `the provider's issuer is ${JSON.stringify(published)}, and gatehouse.yaml says ${JSON.stringify(configured)}; write it as the provider does, letter by letter`,
    );
}

/** What spellings of one name have in common. A name that is no address, as SAML allows, is only itself. */
export function issuerKey(name: string): string {
  const href = (URL.parse(name)?.href ?? name).replace(/\/+$/, "");
  return isEntra(name) ? href.toLowerCase() : href;
}

const ENTRA =
  /(^|\.)(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)$/;

/** Whether an address is one of Entra ID's own, in any of its clouds. */
export const isEntra = (issuer: string): boolean => ENTRA.test(URL.parse(issuer)?.hostname ?? "");

/** As Entra ID publishes it [recalled]: with the tenant in lower case, however an administrator copied it. */
export const entraIssuer = (tenant: string): string =>
  `https://login.microsoftonline.com/${tenant.toLowerCase()}/v2.0`;

const OKTA_HOST = /\.(okta|oktapreview|okta-emea)\.com$/;
const OKTA_ISSUER = /^https:\/\/[a-z0-9-]+\.(okta|oktapreview|okta-emea)\.com(\/oauth2\/[A-Za-z0-9]+)?$/;

const isAtOkta = (issuer: string): boolean => OKTA_HOST.test(URL.parse(issuer)?.hostname ?? "");

/** At Okta's own domains an issuer has one of two forms [recalled]; a company's own domain there can be any. */
export const oktaIssuerFault: Fault = (issuer) =>
  isAtOkta(issuer) && !OKTA_ISSUER.test(issuer)
    ? "must be https://example.okta.com, or of a custom authorization server https://example.okta.com/oauth2/default, with no slash at the end"
    : undefined;

/** What of a sound Okta issuer may still not be meant. */
export function oktaIssuerDoubt(issuer: string): string | undefined {
  if (!isAtOkta(issuer)) return "is not at okta.com, which is right only for a domain of your own at Okta";
  if (issuer.includes("/oauth2/"))
    return "is a custom authorization server, which sends groups only by a groups claim of its own, always in the ID token";
  return undefined;
}
