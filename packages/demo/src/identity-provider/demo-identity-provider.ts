import { randomBytes, subtle } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import Provider, { type Configuration } from "oidc-provider";
import type { DemoPerson } from "../company/index.ts";
import { loginPage, nameOf, PAGE_HEADERS, STYLE } from "./login-page.ts";
import { createMemoryAdapter } from "./memory-adapter.ts";

export interface DemoIdentityProviderOptions {
  issuer: string;
  /** The one relying party: Gatehouse. */
  client: {
    clientId: string;
    redirectUris: readonly string[];
    /** Whether its loopback addresses may have any port (RFC 8252, 7.3). */
    isNative?: boolean;
    /** One of the two: a secret, or the public key that its assertions are checked with (private_key_jwt). */
    clientSecret?: string;
    publicKey?: Key;
    /** For which it gets tokens of its own, in nobody's name. */
    appScopes?: readonly string[];
  };
  people: readonly DemoPerson[];
  /** What id tokens say beside the demo's claims, or in their place, where another provider is stood in for. */
  claims?: { names: readonly string[]; of(person: DemoPerson): Record<string, unknown> };
  /** A private key for ES256; made anew where none is given. */
  signingKey?: Key | undefined;
  /**
   * Identifier of the relying party's own API, such as `api://gatehouse`. Whoever asks for its scope `<audience>/access_as_user`
   * gets access tokens for it, and a refresh token, as at Entra: what another system takes as the person's word.
   */
  apiAudience?: string | undefined;
  /** Where logins are kept from one start to the next; only in memory where none is given. */
  loginsFile?: string | undefined;
}

type Key = NonNullable<Configuration["jwks"]>["keys"][number];
type LoginContext = Parameters<Parameters<Provider["use"]>[0]>[0];

const SIGN_IN_SECONDS = 600;
/** As long as a refresh token of Entra for a web application, and longer than any login of Gatehouse. */
const LOGIN_SECONDS = 90 * 86_400;

/**
 * An OpenID provider for the demo company: everybody signs in by choosing who they are, without a password.
 * Unless it is given a key and a file it makes its keys anew and forgets every login at each start. For demonstrations and tests; a company brings its own.
 */
export async function createDemoIdentityProvider(
  options: DemoIdentityProviderOptions,
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const { issuer, client, people, apiAudience } = options;
  const provider = new Provider(issuer, {
    ...SETTINGS,
    ...settingsFor(options),
    // The library, as the standard has it, drops offline_access where the app does not ask for prompt=consent too; Entra does not.
    issueRefreshToken: async (_ctx, _client, { scopes }) =>
      scopes.has("offline_access") || (apiAudience !== undefined && scopes.has(apiScope(apiAudience))),
    extraTokenClaims(_ctx, token) {
      const person = people.find((one) => "accountId" in token && subjectOf(one) === token.accountId);
      return person && { scp: "access_as_user", preferred_username: person.email, name: nameOf(person) };
    },
    adapter: createMemoryAdapter(options.loginsFile),
    jwks: { keys: [options.signingKey ?? (await newSigningKey())] },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    findAccount(_ctx, subject) {
      const person = people.find((one) => subjectOf(one) === subject);
      if (!person) return undefined;
      const claims = () => ({ sub: subject, ...claimsOf(person), ...options.claims?.of(person) });
      return { accountId: subject, claims };
    },
  });

  provider.use(async function serveLogin(ctx, next) {
    if (!ctx.path.startsWith("/login/")) return next();
    ctx.set(PAGE_HEADERS);
    if (ctx.path === "/login/style.css") {
      ctx.type = "css";
      ctx.body = STYLE;
    } else if (ctx.method === "POST") {
      await chooseSomebody(ctx);
    } else {
      ctx.type = "html";
      ctx.body = loginPage(people);
    }
  });

  async function chooseSomebody(ctx: LoginContext): Promise<void> {
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    const email = new URLSearchParams(await text(ctx.req)).get("email");
    const person = people.find((one) => one.email === email);
    if (!person) return ctx.throw(400, "Nobody of that name works here.");
    const accountId = subjectOf(person);
    const grant = new provider.Grant({ accountId, clientId: client.clientId });
    grant.addOIDCScope(String(params.scope));
    if (apiAudience !== undefined) grant.addResourceScope(apiAudience, apiScope(apiAudience));
    ctx.redirect(
      await provider.interactionResult(ctx.req, ctx.res, {
        login: { accountId, amr: ["demo"] },
        consent: { grantId: await grant.save() },
      }),
    );
    ctx.status = 303;
  }

  const serve = provider.callback();
  return (request, response) => void serve(request, response);
}

const apiScope = (audience: string): string => `${audience}/access_as_user`;

/** The relying party's API as a resource of its own (RFC 8707), named by the scope alone, as Entra names it. */
const apiFeature = (audience: string): Configuration["features"] => ({
  resourceIndicators: {
    enabled: true,
    defaultResource: (ctx) => (String(ctx.oidc.params?.scope).includes(apiScope(audience)) ? audience : []),
    useGrantedResource: () => true,
    getResourceServerInfo: () => ({
      scope: apiScope(audience),
      audience,
      accessTokenFormat: "jwt",
      jwt: { sign: { alg: "ES256" } },
    }),
  },
});

const SETTINGS = {
  scopes: ["openid", "profile", "email", "offline_access"],
  claims: {
    openid: ["sub", "amr"],
    profile: ["name", "given_name", "family_name", "groups"],
    email: ["email", "email_verified"],
  },
  // Claims belong into the id token here, as Okta and Entra put them; the standard would have them asked for.
  conformIdTokenClaims: false,
  responseTypes: ["code"],
  pkce: { required: () => true },
  // Sessions are not kept, so nothing may hang on one.
  expiresWithSession: () => false,
  interactions: { url: (_ctx, { uid }) => `/login/${uid}` },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
  clientDefaults: { require_auth_time: true },
  ttl: {
    AccessToken: SIGN_IN_SECONDS,
    AuthorizationCode: 60,
    ClientCredentials: SIGN_IN_SECONDS,
    Grant: LOGIN_SECONDS,
    IdToken: SIGN_IN_SECONDS,
    Interaction: SIGN_IN_SECONDS,
    RefreshToken: LOGIN_SECONDS,
    Session: SIGN_IN_SECONDS,
  },
} satisfies Configuration;

/** What of the settings depends on who the relying party is and what it wants. */
const settingsFor = ({ client, claims, apiAudience }: DemoIdentityProviderOptions) =>
  ({
    clients: [
      {
        client_id: client.clientId,
        redirect_uris: [...client.redirectUris],
        application_type: client.isNative ? "native" : "web",
        grant_types: [
          "authorization_code",
          "refresh_token",
          ...(client.appScopes ? ["client_credentials"] : []),
        ],
        id_token_signed_response_alg: "ES256",
        ...(client.publicKey
          ? { token_endpoint_auth_method: "private_key_jwt", jwks: { keys: [client.publicKey] } }
          : { token_endpoint_auth_method: "client_secret_post", client_secret: client.clientSecret ?? "" }),
      },
    ],
    claims: { ...SETTINGS.claims, openid: [...SETTINGS.claims.openid, ...(claims?.names ?? [])] },
    scopes: [...SETTINGS.scopes, ...(client.appScopes ?? [])],
    features: {
      ...SETTINGS.features,
      ...(client.appScopes && { clientCredentials: { enabled: true } }),
      ...(apiAudience !== undefined && apiFeature(apiAudience)),
    },
  }) satisfies Configuration;

const subjectOf = ({ email }: DemoPerson): string => `demo:${email.split("@", 1)[0]}`;

const claimsOf = (person: DemoPerson) => ({
  email: person.email,
  email_verified: true,
  name: nameOf(person),
  given_name: person.given_name,
  family_name: person.family_name,
  groups: person.groups,
});

async function newSigningKey() {
  const { privateKey } = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const { kty, crv, x, y, d } = await subtle.exportKey("jwk", privateKey);
  return { kty, crv, x, y, d, kid: randomBytes(8).toString("hex"), alg: "ES256", use: "sig" };
}
