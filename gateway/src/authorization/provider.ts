import type { IncomingMessage } from "node:http";
import Provider, {
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from "oidc-provider";
import type { Database } from "../store/database.ts";
import type { People } from "../store/people.ts";
import {
  authMethodsOf,
  CLIENT_ASSERTION_ALGORITHMS,
  type ClientEntry,
  metadataOf,
} from "./clients/client-entry.ts";
import { registeredClients } from "./clients/registered-clients.ts";
import { checkRegistered, guardRegistration, keepUsed, registrationFeature } from "./clients/registration.ts";
import type { Registration } from "./clients/settings.ts";
import { errorFacts } from "./error-facts.ts";
import {
  type AuthorizationLog,
  type NamesOf,
  type OnEvent,
  reportGraceHit,
  reportProvider,
} from "./events.ts";
import type { GrantType } from "./grants/grant-type.ts";
import type { Key } from "./keys/key-set.ts";
import type { Lifetimes } from "./lifetimes.ts";
import { WEB_CLIENT_ID, WEB_SCOPE } from "./own-client.ts";
import { type Notice, noticePage, PAGE_HEADERS } from "./page.ts";
import { createPgAdapter } from "./pg-adapter.ts";
import { redirectFault } from "./redirect-policy.ts";
import { ROUTES } from "./routes.ts";
import { SCOPES } from "./scope-names.ts";
import { completeRequest, type ResourceInfo, resourceIndicators, resourceInfo } from "./scopes.ts";
import type { MayWrite } from "./sign-in-options.ts";

export interface ProviderOptions {
  publicUrl: string;
  resources: readonly string[];
  clients: readonly ClientEntry[];
  signingKeys: readonly Key[];
  cookieKeys: readonly string[];
  registration: Registration | undefined;
  /** Ways to a token beside code and refresh. */
  grants: readonly GrantType[];
  mayWrite: MayWrite;
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
/** A little longer than a browser session, which ends first. */
const WEB_SECONDS = 13 * 3_600;

/** The OAuth 2.1 engine: authorization code with PKCE and refresh, for the given clients and resources only. */
export function createProvider(options: ProviderOptions): Provider {
  const { database, namesOf, registration } = options;
  const requestNames = () => {
    const request = Provider.ctx?.req;
    return request ? namesOf(request) : { reference: "", address: undefined };
  };
  const info = resourceInfo(options);
  const endedOf = new WeakMap<IncomingMessage, string>();
  const stored = createPgAdapter({
    database,
    clientAddress: () => requestNames().address,
    onGraceHit: (hit) => reportGraceHit(hit, requestNames(), options),
    onGrantEnd(personId) {
      const request = Provider.ctx?.req;
      if (request && personId) endedOf.set(request, personId);
    },
  });
  const clients = registration && registeredClients(registration, database);
  const provider = new Provider(options.publicUrl, {
    ...FIXED_SETTINGS,
    adapter: (model: string) => (model === "Client" && clients) || stored(model),
    jwks: {
      keys: options.signingKeys.map(({ signsFrom: _start, ...key }) => ({
        ...key,
        alg: "ES256",
        use: "sig",
      })),
    },
    cookies: { keys: [...options.cookieKeys], long: COOKIE, short: COOKIE },
    clients: options.clients.map(metadataOf),
    clientAuthMethods: authMethodsOf(options.clients),
    features: {
      ...FIXED_FEATURES,
      resourceIndicators: resourceIndicators(options.resources, info),
      registration: registrationFeature(registration),
    },
    // The validator runs for static clients as well, but only because one key is named; of those it has no context.
    extraClientMetadata: {
      properties: ["gatehouse_redirect_policy"],
      validator(ctx, _key, _value, metadata) {
        refuseForeignRedirects(metadata);
        const oidc = (ctx as KoaContextWithOIDC | undefined)?.oidc;
        // The route and not the path: the library takes several spellings of a path for one route.
        if (oidc?.route === "registration") checkRegistered(metadata, oidc.body ?? {}, registration);
      },
    },
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
  addGrants(provider, options, info);
  reportProvider(provider, { ...options, ownerOfEnded: (request) => endedOf.get(request) });
  return provider;
}

/** What the configuration adds: clients that register themselves, and ways to a token without a browser. */
function addGrants(provider: Provider, options: ProviderOptions, info: ResourceInfo): void {
  const { registration, database, mayWrite, resources } = options;
  if (registration) {
    provider.use(guardRegistration(registration, database));
    provider.on("grant.success", ({ oidc }) => {
      const clientId = oidc.client?.clientId ?? "";
      keepUsed(registration, database, clientId).catch((error: unknown) =>
        options.log.warn({ clientId, cause: errorFacts(error) }, "a client's use could not be noted"),
      );
    });
  }
  const issuing = { provider, info, defaultResource: resources[0] ?? "", mayWrite };
  for (const { name, parameters, handle } of options.grants)
    provider.registerGrantType(name, (ctx) => handle(ctx, issuing), parameters);
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
  enabledJWA: { clientAuthSigningAlgValues: CLIENT_ASSERTION_ALGORITHMS },
  routes: ROUTES,
  scopes: [...SCOPES, WEB_SCOPE],
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
} satisfies Configuration;

function refuseForeignRedirects(metadata: { redirect_uris?: unknown }) {
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
    Grant: (_ctx, { clientId }) =>
      clientId === WEB_CLIENT_ID ? Math.min(WEB_SECONDS, loginSeconds) : loginSeconds,
    Session: INTERACTION_SECONDS,
    Interaction: INTERACTION_SECONDS,
    IdToken: INTERACTION_SECONDS,
  };
}

/** The library's text for a dead refresh token helps nobody; clients show it to the person as it is. */
async function explainDeadRefresh(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const body: unknown = ctx.body;
  if (ctx.path !== ROUTES.token || !body || typeof body !== "object") return;
  const isOfSignIn = ["authorization_code", "refresh_token"].includes(String(ctx.oidc?.params?.grant_type));
  if (isOfSignIn && "error" in body && body.error === "invalid_grant") {
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
