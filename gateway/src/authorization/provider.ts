import type { IncomingMessage } from "node:http";
import type { JWK } from "jose";
import Provider, {
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from "oidc-provider";
import type { Database } from "../store/database.ts";
import type { People } from "../store/people.ts";
import type { ClientEntry } from "./clients.ts";
import {
  type AuthorizationLog,
  type NamesOf,
  type OnEvent,
  reportGraceHit,
  reportProvider,
} from "./events.ts";
import type { Lifetimes } from "./lifetimes.ts";
import { SCOPES } from "./metadata.ts";
import { type Notice, noticePage, PAGE_HEADERS } from "./page.ts";
import { createPgAdapter } from "./pg-adapter.ts";
import { redirectFault } from "./redirect-policy.ts";

export interface ProviderOptions {
  publicUrl: string;
  resources: readonly string[];
  clients: readonly ClientEntry[];
  signingKeys: readonly JWK[];
  cookieKeys: readonly string[];
  lifetimes: Lifetimes;
  database: Database;
  people: People;
  log: AuthorizationLog;
  onEvent: OnEvent;
  namesOf: NamesOf;
}

/** How long a consent page may stay open, and the round trip to the identity provider with it. */
const INTERACTION_SECONDS = 600;
const CODE_SECONDS = 60;

/** The OAuth 2.1 engine: authorization code with PKCE and refresh, for the given clients and resources only. */
export function createProvider(options: ProviderOptions): Provider {
  const { database, namesOf } = options;
  const requestNames = () => {
    const request = Provider.ctx?.req;
    return request ? namesOf(request) : { reference: "", address: undefined };
  };
  const endedOf = new WeakMap<IncomingMessage, string>();
  const provider = new Provider(options.publicUrl, {
    ...FIXED_SETTINGS,
    adapter: createPgAdapter({
      database,
      clientAddress: () => requestNames().address,
      onGraceHit: (hit) => reportGraceHit(hit, requestNames(), options),
      onGrantEnd(personId) {
        const request = Provider.ctx?.req;
        if (request && personId) endedOf.set(request, personId);
      },
    }),
    jwks: { keys: options.signingKeys.map((key) => ({ ...key, alg: "ES256", use: "sig" })) },
    cookies: { keys: [...options.cookieKeys], long: COOKIE, short: COOKIE },
    clients: options.clients.map(({ clientId, name, redirectUris }) => ({
      client_id: clientId,
      client_name: name,
      redirect_uris: [...redirectUris],
    })),
    features: { ...FIXED_FEATURES, resourceIndicators: resourceIndicators(options) },
    ttl: ttlOf(options.lifetimes),
    async findAccount(_ctx, personId) {
      // Asked at every exchange and refresh: whoever was switched off gets no further token.
      if (!(await options.people.seeActive(personId))) return undefined;
      return { accountId: personId, claims: () => ({ sub: personId }) };
    },
    async renderError(ctx, out, error) {
      const { reference } = namesOf(ctx.req);
      ctx.set({ ...PAGE_HEADERS });
      ctx.type = "html";
      ctx.body = String(await noticePage({ ...explain(out.error, error), reference }));
    },
  });
  // True so that the request's own headers count, which `pinRequest` has overwritten from configuration.
  provider.proxy = true;
  provider.use(completeRequest);
  provider.use(explainDeadRefresh);
  reportProvider(provider, { ...options, ownerOfEnded: (request) => endedOf.get(request) });
  return provider;
}

const COOKIE = { httpOnly: true, sameSite: "lax", signed: true } as const;

const policy = interactionPolicy.base();
// All Claude users share one client id, so a remembered answer of the browser must never skip the consent page.
policy
  .get("login")
  ?.checks.add(
    new interactionPolicy.Check("fresh", "sign-in and consent are asked for every time", (ctx) =>
      ctx.oidc.result?.login
        ? interactionPolicy.Check.NO_NEED_TO_PROMPT
        : interactionPolicy.Check.REQUEST_PROMPT,
    ),
  );

const FIXED_FEATURES = {
  devInteractions: { enabled: false },
  userinfo: { enabled: false },
  rpInitiatedLogout: { enabled: false },
  pushedAuthorizationRequests: { enabled: false },
  dPoP: { enabled: false },
  revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
} satisfies Configuration["features"];

const FIXED_SETTINGS = {
  clientDefaults: {
    // `web` would fix the port of loopback redirects and stop refresh lifetimes from sliding.
    application_type: "native",
    token_endpoint_auth_method: "none",
    response_types: ["code"],
    response_modes: ["query"],
    grant_types: ["authorization_code", "refresh_token"],
    id_token_signed_response_alg: "ES256",
  },
  clientAuthMethods: ["none"],
  routes: {
    authorization: "/oauth/authorize",
    token: "/oauth/token",
    jwks: "/oauth/jwks",
    revocation: "/oauth/revoke",
  },
  scopes: [...SCOPES],
  responseTypes: ["code"],
  pkce: { required: () => true },
  interactions: { url: (_ctx, interaction) => `/signin/${interaction.uid}`, policy },
  // `offline_access` counts only with prompt=consent, which Claude never sends.
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
  rotateRefreshToken: true,
  expiresWithSession: () => false,
  extraTokenClaims: (_ctx, token) => ({ gid: "grantId" in token ? token.grantId : undefined }),
  clientBasedCORS: (_ctx, origin, client) =>
    (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin),
  // The validator runs for static clients as well, but only because one key is named.
  extraClientMetadata: { properties: ["gatehouse_redirect_policy"], validator: refuseForeignRedirects },
} satisfies Configuration;

function refuseForeignRedirects(
  _ctx: unknown,
  _key: string,
  _value: unknown,
  metadata: { redirect_uris?: unknown },
) {
  for (const uri of Array.isArray(metadata.redirect_uris) ? metadata.redirect_uris : []) {
    const fault = redirectFault(String(uri));
    if (fault) throw new errors.InvalidClientMetadata(`redirect_uri ${String(uri)} ${fault}`);
  }
}

function ttlOf({ accessTokenSeconds, refreshIdleSeconds, loginSeconds }: Lifetimes): Configuration["ttl"] {
  return {
    AccessToken: accessTokenSeconds,
    AuthorizationCode: CODE_SECONDS,
    RefreshToken: refreshIdleSeconds,
    Grant: loginSeconds,
    Session: INTERACTION_SECONDS,
    Interaction: INTERACTION_SECONDS,
    IdToken: INTERACTION_SECONDS,
  };
}

/** Each MCP URL is an audience of its own (RFC 8707); a trailing slash is the same one. */
function resourceIndicators({ resources, lifetimes, signingKeys }: ProviderOptions) {
  const kid = signingKeys[0]?.kid;
  const known = new Set(resources);
  return {
    enabled: true,
    defaultResource: (_ctx: unknown, _client: unknown, oneOf?: readonly string[]) =>
      resources.find((resource) => !oneOf || oneOf.includes(resource)) ?? [],
    useGrantedResource: () => true,
    getResourceServerInfo(ctx: KoaContextWithOIDC, resource: string) {
      const audience = resource.replace(/\/$/, "");
      if (!known.has(audience) || Array.isArray(ctx.oidc.params?.resource)) throw new errors.InvalidTarget();
      return {
        scope: "mcp:read mcp:write",
        audience,
        accessTokenFormat: "jwt" as const,
        accessTokenTTL: lifetimes.accessTokenSeconds,
        jwt: { sign: { alg: "ES256" as const, ...(kid && { kid }) } },
      };
    },
  };
}

/**
 * Clients may leave the scope out, or name only some that mean nothing here; without one nothing is granted. Answers
 * always travel in the query: a form would need a script on our page, a fragment never reaches a server.
 */
async function completeRequest(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  if (ctx.path === "/oauth/authorize" && ctx.method === "GET") {
    ctx.query = { ...ctx.query, scope: completeScope(ctx.query.scope), response_mode: "query" };
  }
  await next();
}

function completeScope(asked: string | string[] | undefined): string | string[] {
  if (Array.isArray(asked)) return asked; // A repeated parameter is the library's to refuse.
  const scopes = SCOPES.filter((scope) => asked?.split(" ").includes(scope));
  if (!scopes.some((scope) => scope.startsWith("mcp:"))) scopes.push("mcp:read");
  return scopes.join(" ");
}

/** The library's text for a dead refresh token helps nobody; clients show it to the person as it is. */
async function explainDeadRefresh(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const body: unknown = ctx.body;
  if (ctx.path !== "/oauth/token" || !body || typeof body !== "object") return;
  if ("error" in body && body.error === "invalid_grant") {
    ctx.body = { ...body, error_description: "This sign-in is no longer valid: connect again and sign in." };
  }
}

function explain(code: string, error: Error): Pick<Notice, "title" | "text"> {
  if (error instanceof errors.SessionNotFound) {
    return {
      title: "This sign-in has expired",
      text: "Start the connection again in your assistant and finish it within ten minutes, in the same browser.",
    };
  }
  if (code === "server_error") {
    return { title: "Something went wrong here", text: "Nothing was granted. Try again in a moment." };
  }
  return {
    title: "This request cannot be accepted",
    text: `The app that sent you here asked in a way that is not allowed (${code}). Nothing was granted.`,
  };
}
