import { defineSystem } from "@gatehouse/tool";

/** Microsoft Entra's token endpoint lies on another host than Graph and names the tenant (reference, section 1). */
const tokens = {
  tokenOrigin: "https://login.microsoftonline.com",
  tokenPath: "/{tenant}/oauth2/v2.0/token",
} as const;

/** Microsoft checks PS256 and RS256 assertions of a certificate [recalled]; only the first is offered. */
const client = {
  authentication: ["private_key_jwt", "client_secret_post"],
  algorithms: ["PS256"],
} as const;

const read = ["https://graph.microsoft.com/Sites.Read.All", "https://graph.microsoft.com/Files.Read.All"];
const write = [
  "https://graph.microsoft.com/Sites.ReadWrite.All",
  "https://graph.microsoft.com/Files.ReadWrite.All",
];

/**
 * SharePoint through Microsoft Graph. The scopes are those asked for a person; whoever connects one by authorization code is asked
 * for `offline_access` beside them, without which Microsoft gives no refresh token. A service identity asks for `.default`
 * instead and holds what an administrator granted it: `Sites.Selected` on the sites that are open to everybody.
 */
export const system = defineSystem({
  id: "sharepoint",
  title: "SharePoint",
  vendor: "Microsoft",
  grants: {
    service: { kind: "client_credentials", ...tokens, ...client },
    person: {
      kind: "authorization_code",
      authorizeUrl: "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
      connectScopes: ["offline_access", "https://graph.microsoft.com/User.Read"],
      narrowsOnRefresh: true,
      // `mail` is empty for people without a mailbox.
      account: { path: "/v1.0/me?$select=mail,userPrincipalName", email: ["mail", "userPrincipalName"] },
      ...tokens,
      ...client,
    },
    delegated: { kind: "on_behalf_of", ...tokens, ...client },
  },
  scopes: { 1: read, 2: write, 3: write },
});

/** The scope of a service identity (reference, section 2): whatever was granted to the application. */
export const SERVICE_SCOPES = ["https://graph.microsoft.com/.default"];
