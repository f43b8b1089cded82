// @boundaries-ignore these tests speak to the authorization server itself, without the gateway around it
import type { SamlSettings } from "../../gateway/src/federation/settings.ts";
import type { SamlIdentityProvider } from "../support/saml-identity-provider.ts";

/** Settings for a SAML provider as `startSamlIdentityProvider` makes them. */
export const samlSettings = (
  { entityId, signInUrl, certificate }: SamlIdentityProvider,
  more: Partial<SamlSettings> = {},
): SamlSettings => ({
  kind: "saml",
  id: "corp",
  label: "the SAML login",
  entityId,
  signInUrl,
  certificates: [certificate],
  subject: { nameId: "persistent" },
  attributes: { email: "email", name: "name", groups: "groups", roles: "roles" },
  trustsEmail: true,
  trustsPrompt: false,
  mailDomains: [],
  ...more,
});
