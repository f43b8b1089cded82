import { defineSystem } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";

/** No token endpoint of Salesforce's names a lifetime: the session's end is the org's policy (reference, section 2). */
const endpoint = { tokenPath: "/services/oauth2/token", tokenLifetimeMs: LIMITS.tokenMs };

/**
 * Acts as the person by a signed JWT, so that object rights, field rights and sharing are theirs and no refresh token is
 * kept. The service identity looks people up, or, by itself, reads for everybody what its one user sees.
 */
export const system = defineSystem({
  id: "salesforce",
  title: "Salesforce",
  vendor: "Salesforce",
  grants: {
    delegated: {
      kind: "jwt_bearer",
      algorithms: ["RS256"],
      audience: "https://login.salesforce.com",
      ...endpoint,
    },
    service: { kind: "client_credentials", authentication: ["client_secret_post"], ...endpoint },
  },
  // The scopes of either flow are those the application has in the org; asking for others is not part of them.
  scopes: { 1: [], 2: [], 3: [] },
});
