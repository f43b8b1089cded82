import { demoPeople } from "@gatehouse/demo";
// @boundaries-ignore the identity provider is a program of its own, not part of the package's interface
import {
  createDemoIdentityProvider,
  type DemoIdentityProviderOptions,
} from "../../packages/demo/src/identity-provider/demo-identity-provider.ts";
import { listen } from "./listen.ts";
import { type SamlIdentityProvider, startSamlIdentityProvider } from "./saml-identity-provider.ts";

/** By which protocol people sign in at a house. */
export type LoginKind = "oidc" | "saml";

/** A company login, and what stands of it in the gateway's configuration. */
export type Login = { identityProviders: Record<string, Record<string, unknown>>; stop(): Promise<void> };

/** Opens a login for the gateway at this address. */
export type OpenLogin = (url: string) => Promise<Login>;

/** The demo people's login for a gateway at `url`. Its secret for OpenID Connect is in IDP_SECRET. */
export const openLogin = (kind: LoginKind, url: string): Promise<Login> =>
  kind === "saml" ? openSamlLogin(url) : openOidcLogin(url);

/** `claims` stand in its id tokens beside the demo's, or in their place. */
export async function openOidcLogin(
  url: string,
  claims?: DemoIdentityProviderOptions["claims"],
): Promise<Login> {
  const provider = await listen();
  provider.serve(
    await createDemoIdentityProvider({
      issuer: provider.url,
      client: { clientId: "gatehouse", clientSecret: "demo", redirectUris: [`${url}/signin/callback`] },
      people: demoPeople,
      ...(claims && { claims }),
    }),
  );
  const demo = {
    label: "demo login",
    issuer: provider.url,
    clientId: "gatehouse",
    clientSecret: { env: "IDP_SECRET" },
  };
  return { identityProviders: { demo }, stop: provider.stop };
}

export async function openSamlLogin(url: string): Promise<Login & { provider: SamlIdentityProvider }> {
  const provider = await startSamlIdentityProvider(() => `${url}/signin/saml/corp/acs`);
  const { entityId, signInUrl, certificate } = provider;
  const corp = {
    kind: "saml",
    label: "SAML login",
    ...{ entityId, signInUrl },
    certificates: [certificate],
    trustsEmail: true,
  };
  return { identityProviders: { corp }, stop: provider.stop, provider };
}
