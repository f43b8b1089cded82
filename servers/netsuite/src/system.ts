import { defineSystem } from "@gatehouse/tool";

const tokenPath = "/services/rest/auth/oauth2/v1/token";

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
      authentication: ["client_secret_basic", "none"],
    },
  },
  scopes: { 1: ["rest_webservices"], 2: ["rest_webservices"], 3: ["rest_webservices"] },
});
