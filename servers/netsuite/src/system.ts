import { defineSystem } from "@gatehouse/tool";

const tokenPath = "/services/rest/auth/oauth2/v1/token";
/** Vendor help, "OAuth 2.0 Token Revocation" [recalled]. */
const revocationPath = "/services/rest/auth/oauth2/v1/revoke";

/**
 * NetSuite's authorize page lies on another host than its API, named after the account or, as here, for any account
 * (vendor help, "OAuth 2.0 Authorization Code Grant Flow").
 */
export const system = defineSystem({
  id: "netsuite",
  title: "NetSuite",
  vendor: "Oracle",
  grants: {
    service: {
      kind: "client_credentials",
      tokenPath,
      authentication: ["certificate_jwt"],
      // RS256 is refused there.
      algorithms: ["ES256", "PS256", "ES384", "ES512", "PS384", "PS512"],
    },
    person: {
      kind: "authorization_code",
      authorizeUrl: "https://system.netsuite.com/app/login/oauth2/authorize.nl",
      tokenPath,
      revocationPath,
      // A confidential client's; a public one's lasts 2 days unless set otherwise (reference, section 1).
      connectionDays: 7,
      // The token's form is [recalled]. Public facts of employees are open to every role that may use SuiteQL.
      account: {
        path: "/services/rest/query/v1/suiteql?limit=1",
        post: { q: "SELECT e.email FROM employee e WHERE e.id = {entity}" },
        headers: { prefer: "transient" },
        email: ["items.0.email"],
        subject: "{role};{entity}",
      },
      authentication: ["client_secret_basic", "none"],
    },
  },
  scopes: { 1: ["rest_webservices"], 2: ["rest_webservices"], 3: ["rest_webservices"] },
});
