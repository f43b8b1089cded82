import * as oidc from "openid-client";
import { type Claims, joinClaims } from "./person-from-claims.ts";
import { isLoopback } from "./redirect-policy.ts";

export interface IdentityProviderSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Claim that lists the groups, and the one that lists app roles. */
  groupsClaim: string;
  rolesClaim: string;
  /**
   * Takes e-mails that the id token does not call verified; false unless set. For providers whose mail addresses only an
   * administrator sets: Entra ID sends no `email_verified`, and its tenant's own directory may be trusted.
   */
  trustsEmail?: boolean;
  /** How people call it: "your Okta account". */
  label: string;
  /** What to ask for; by default `openid profile email`. Some providers send groups only for one more scope. */
  scope?: string;
}

/** Secrets of one round trip: they bind the answer to the request. */
interface RoundTrip {
  state: string;
  nonce: string;
  pkceVerifier: string;
}

export interface IdentityProvider {
  newRoundTrip(): RoundTrip;
  /** Where to send the browser. Rejects in bounded time while the provider cannot be reached. */
  authorizationUrl(trip: RoundTrip): Promise<URL>;
  /** Verified claims for the callback's full URL. Rejects when anything of state, nonce, issuer, PKCE is off. */
  claimsFrom(callbackUrl: URL, trip: RoundTrip): Promise<Claims>;
}

const TIMEOUT_SECONDS = 5;

/** The company's OpenID provider, discovered at first use; a failed discovery is tried again at the next use. */
export function createIdentityProvider(
  settings: IdentityProviderSettings,
  redirectUri: string,
): IdentityProvider {
  const discovered = rememberSuccess(() => discover(settings));
  return {
    newRoundTrip: () => ({
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      pkceVerifier: oidc.randomPKCECodeVerifier(),
    }),

    async authorizationUrl({ state, nonce, pkceVerifier }) {
      return oidc.buildAuthorizationUrl(await discovered(), {
        redirect_uri: redirectUri,
        scope: settings.scope ?? "openid profile email",
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pkceVerifier),
        code_challenge_method: "S256",
      });
    },

    async claimsFrom(callbackUrl, { state, nonce, pkceVerifier }) {
      const configuration = await discovered();
      const tokens = await oidc.authorizationCodeGrant(configuration, callbackUrl, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: pkceVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new TypeError("The identity provider sent no id token.");
      return joinClaims(claims, await moreClaims(configuration, tokens.access_token, claims, settings));
    },
  };
}

/** Some providers keep groups out of the id token and tell them only at their userinfo endpoint. */
async function moreClaims(
  configuration: oidc.Configuration,
  accessToken: string,
  claims: Claims & { sub: string },
  { groupsClaim }: IdentityProviderSettings,
): Promise<Claims> {
  const hasGroups = claims[groupsClaim] !== undefined || claims._claim_names !== undefined;
  if (hasGroups || !configuration.serverMetadata().userinfo_endpoint) return {};
  return oidc.fetchUserInfo(configuration, accessToken, claims.sub);
}

async function discover({
  issuer,
  clientId,
  clientSecret,
}: IdentityProviderSettings): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  return oidc.discovery(url, clientId, {}, authenticateWith(clientSecret), {
    timeout: TIMEOUT_SECONDS,
    // The id token's signature is checked although it came over TLS: a demo provider has no TLS, a proxy may end it.
    execute: [oidc.enableNonRepudiationChecks, ...(isPlainLoopback(url) ? [oidc.allowInsecureRequests] : [])],
  });
}

const isPlainLoopback = (url: URL): boolean => url.protocol === "http:" && isLoopback(url);

/** In the body where the provider takes it there, otherwise in the header (RFC 8414: the default where unsaid). */
const authenticateWith =
  (clientSecret: string): oidc.ClientAuth =>
  (server, ...request) => {
    const inBody = server.token_endpoint_auth_methods_supported?.includes("client_secret_post");
    const authenticate = inBody ? oidc.ClientSecretPost(clientSecret) : oidc.ClientSecretBasic(clientSecret);
    return authenticate(server, ...request);
  };

/** One attempt at a time, its success kept for good, its failure not at all. */
function rememberSuccess<T>(attempt: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return () => {
    pending ??= attempt().catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}
