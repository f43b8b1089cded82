import { importJWK, type JWK } from "jose";
import * as oidc from "openid-client";
import { z } from "zod";
import { isLoopback } from "../authorization/redirect-policy.ts";
import { groupsFromGraph } from "./groups-from-graph.ts";
import type { OidcIdentityProvider, SignInTokens } from "./identity-provider.ts";
import { expectIssuer } from "./issuer.ts";
import { areGroupsElsewhere, type Claims, joinClaims, personFromClaims } from "./person-from-claims.ts";
import type { ClientAuthentication, OidcSettings } from "./settings.ts";

const TIMEOUT_SECONDS = 5;

/** An OpenID provider, discovered at first use; a failed discovery is tried again at the next use. */
export function createOidcIdentityProvider(
  settings: OidcSettings,
  callbackUrl: string,
): OidcIdentityProvider {
  const { id, label, mailDomains } = settings;
  const discovered = rememberSuccess(() => discover(settings));
  return {
    kind: "oidc",
    id,
    label,
    mailDomains,
    trustsPrompt: settings.trustsPrompt,
    callbackUrl,
    newRoundTrip: () => ({
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      pkceVerifier: oidc.randomPKCECodeVerifier(),
    }),

    async begin({ state, nonce, pkceVerifier }, { hint, isFresh } = {}) {
      return oidc.buildAuthorizationUrl(await discovered(), {
        redirect_uri: callbackUrl,
        scope: settings.scope,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pkceVerifier),
        code_challenge_method: "S256",
        ...(hint !== undefined && { login_hint: hint }),
        // OpenID Connect Core 1.0, 3.1.2.1; some providers know only one of the two.
        ...(isFresh && { prompt: "login", max_age: "0" }),
      });
    },

    async finish(query, { state, nonce, pkceVerifier }) {
      const configuration = await discovered();
      // The path and host are ours by configuration; only the query is the caller's.
      const tokens = await oidc.authorizationCodeGrant(configuration, new URL(`${callbackUrl}${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: pkceVerifier,
        idTokenExpected: true,
      });
      const idToken = tokens.claims();
      if (!idToken) throw new TypeError("The identity provider sent no id token.");
      const told = await moreClaims(configuration, tokens.access_token, idToken, settings);
      const claims = await withGroups(configuration, joinClaims(idToken, told), settings);
      return { identity: personFromClaims(claims, settings), tokens: tokensFrom(tokens) };
    },

    async refresh(refreshToken) {
      return tokensFrom(await oidc.refreshTokenGrant(await discovered(), refreshToken));
    },
  };
}

/** Some providers keep groups out of the id token and tell them only at their userinfo endpoint. */
async function moreClaims(
  configuration: oidc.Configuration,
  accessToken: string,
  claims: Claims & { sub: string },
  settings: OidcSettings,
): Promise<Claims> {
  const hasGroups = claims[settings.groupsClaim] !== undefined || areGroupsElsewhere(claims, settings);
  // Entra's endpoint is one of Graph, and tells nothing of groups [recalled].
  const isWorthwhile = settings.profile !== "entra" && configuration.serverMetadata().userinfo_endpoint;
  if (hasGroups || !isWorthwhile) return {};
  return oidc.fetchUserInfo(configuration, accessToken, claims.sub);
}

/** Groups that were too many for the token, where Graph may be asked for them; otherwise the claims as they are. */
async function withGroups(
  configuration: oidc.Configuration,
  claims: Claims,
  settings: OidcSettings,
): Promise<Claims> {
  if (settings.graph === undefined || !areGroupsElsewhere(claims, settings)) return claims;
  // Who it is must be sure before anything is asked about them.
  const { subject } = personFromClaims({ ...claims, [settings.groupsClaim]: [] }, settings);
  const groups = await groupsFromGraph(configuration, settings.graph, subject.split(":")[1] ?? "");
  return { ...claims, [settings.groupsClaim]: groups };
}

const tokensFrom = (tokens: oidc.TokenEndpointResponse): SignInTokens => ({
  accessToken: tokens.access_token,
  idToken: tokens.id_token,
  refreshToken: tokens.refresh_token,
  scope: tokens.scope,
  expiresInSeconds: tokens.expires_in,
});

async function discover({ issuer, clientId, authentication }: OidcSettings): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const authenticate = await authenticateWith(authentication);
  const options = {
    timeout: TIMEOUT_SECONDS,
    // The id token's signature is checked although it came over TLS: a demo provider has no TLS, a proxy may end it.
    execute: [oidc.enableNonRepudiationChecks, ...(isPlainLoopback(url) ? [oidc.allowInsecureRequests] : [])],
  };
  const configuration = await oidc
    .discovery(url, clientId, {}, authenticate, options)
    .catch((error: unknown) => {
      const published = publishedIssuer(error);
      if (published !== undefined) expectIssuer(published, issuer);
      throw error;
    });
  // The library compares addresses, to which a slash or a capital more is no difference.
  expectIssuer(configuration.serverMetadata().issuer, issuer);
  return configuration;
}

/** The name that a provider was found under, where the library refused it for being another address than asked for. */
function publishedIssuer(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const { success, data } = mismatch.safeParse(cause);
  return success ? data.body.issuer : undefined;
}

const mismatch = z.object({ attribute: z.literal("issuer"), body: z.object({ issuer: z.string() }) });

const isPlainLoopback = (url: URL): boolean => url.protocol === "http:" && isLoopback(url);

async function authenticateWith(authentication: ClientAuthentication): Promise<oidc.ClientAuth> {
  if ("key" in authentication) return privateKeyJwt(authentication.key);
  return withSecret(authentication.secret);
}

/** RFC 7523, 2.2. The provider finds our public key by its `kid`. */
async function privateKeyJwt(jwk: JWK): Promise<oidc.ClientAuth> {
  const key = await importJWK(jwk, jwk.alg ?? (jwk.kty === "RSA" ? "RS256" : "ES256"));
  if (key instanceof Uint8Array) throw new TypeError("A symmetric key signs nothing here.");
  return oidc.PrivateKeyJwt(jwk.kid === undefined ? key : { key, kid: jwk.kid });
}

/** In the body where the provider takes it there, otherwise in the header (RFC 8414: the default where unsaid). */
const withSecret =
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
