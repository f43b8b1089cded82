import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createIdentityProviders } from "../federation/identity-providers.ts";
import type { ProviderSettings } from "../federation/settings.ts";
import { createUsedAssertions } from "../federation/used-assertions.ts";
import type { Database } from "../store/database.ts";
import { createPeople, type People } from "../store/people.ts";
import { createSignInAttempts } from "../store/sign-in-attempts.ts";
import { createBrowserBinding } from "./browser-binding.ts";
import { authMethodsOf, type ClientEntry, checkClients } from "./clients/client-entry.ts";
import { PUBLISHED_CLIENTS } from "./clients/known-clients.ts";
import type { Machine, Registration, TrustedIssuer } from "./clients/settings.ts";
import { createOwnClient } from "./create-own-client.ts";
import { createEngines } from "./engine.ts";
import type { AuthorizationLog, OnEvent } from "./events.ts";
import { clientCredentials } from "./grants/client-credentials.ts";
import type { GrantType } from "./grants/grant-type.ts";
import { identityAssertion, withAssertions } from "./grants/identity-assertion.ts";
import { knownPeople } from "./grants/known-people.ts";
import type { KeysInForce } from "./keys/key-ring.ts";
import { knownIssuers } from "./known-issuers.ts";
import { completeLifetimes, type Lifetimes } from "./lifetimes.ts";
import { type AuthorizationServerMetadata, authorizationServerMetadata } from "./metadata.ts";
import { type OwnClient, ownClientEntry } from "./own-client.ts";
import { createNamesOf, pinRequest } from "./pin-request.ts";
import { isRoute, METADATA_PATHS } from "./routes.ts";
import { createSignIn } from "./sign-in.ts";
import type { MayWrite, OnTokens } from "./sign-in-options.ts";
import type { VerifyAccessToken } from "./verify-access-token.ts";

export interface AuthorizationServerOptions {
  /** Origin under which the world reaches us, without a trailing slash: the issuer of our tokens. */
  publicUrl: string;
  /** Every MCP URL, each an audience of its own; the first stands in where a client names none. */
  resources: readonly string[];
  database: Database;
  /** Private ES256 JWKs with `kid`. The first signs, all are published. Asked for at every request. */
  signingKeys: KeysInForce;
  /** The first signs cookies, all are accepted. Asked for at every request. */
  cookieKeys: () => readonly string[];
  /** Clients beside the published ones, and machines; no others by default. */
  clients?: readonly ClientEntry[];
  machines?: readonly Machine[];
  /** Lets clients register themselves; without, they cannot, and nothing says that they could. */
  registration?: Registration | undefined;
  /** Whose identity assertions are traded for tokens. */
  trustedIssuers?: readonly TrustedIssuer[];
  /** Further ways to a token. */
  grants?: readonly GrantType[];
  /** Whether a person's roles hold a change; by default nobody is asked, and every token may carry `mcp:write`. */
  mayWrite?: MayWrite;
  identityProviders: readonly ProviderSettings[];
  onTokens?: OnTokens;
  /** Issuers whose people and groups come by provisioning and not with their sign-ins. */
  provisioningIssuers?: ReadonlySet<string>;
  lifetimes?: Partial<Lifetimes>;
  /** Only behind a proxy that writes `X-Forwarded-For` itself: then its last entry is the client's address. */
  trustProxy?: boolean;
  log: AuthorizationLog;
  onEvent?: OnEvent;
}

export interface AuthorizationServer {
  /** Whether `handler` serves this path; to be asked in front of any framework that would read the body. */
  handles(path: string): boolean;
  handler(request: IncomingMessage, response: ServerResponse): void;
  verifyAccessToken: VerifyAccessToken;
  /** For the gateway's own pages. */
  ownClient: OwnClient;
  metadata(): AuthorizationServerMetadata;
}

/** The gateway's own OAuth 2.1 server, with sign-in at the company's identity provider. Throws on unusable settings. */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const publicUrl = new URL(options.publicUrl);
  if (publicUrl.origin !== options.publicUrl) {
    throw new TypeError(`publicUrl must be an origin such as ${publicUrl.origin}, not ${options.publicUrl}.`);
  }
  const { log, signingKeys, cookieKeys, resources } = options;
  if (!resources.length) throw new TypeError("At least one resource is needed.");
  const namesOf = createNamesOf({ trustProxy: options.trustProxy ?? false });
  const people = createPeople(options.database, {
    provisioningIssuers: options.provisioningIssuers,
    knownIssuers: knownIssuers(options),
  });
  const lifetimes = completeLifetimes(options.lifetimes);
  const onEvent = options.onEvent ?? (() => {});
  const mayWrite = options.mayWrite ?? (async () => true);
  const common = { publicUrl: options.publicUrl, lifetimes, people, mayWrite, log, onEvent, namesOf };

  const { registration, database } = options;
  const clients = clientsOf(options);
  const grants = grantsOf(options, people);
  const engine = createEngines({
    ...common,
    resources,
    signingKeys,
    cookieKeys,
    clients,
    registration,
    grants,
    database,
  });
  const signIn = createSignIn({
    ...common,
    provider: () => engine().provider,
    identityProviders: createIdentityProviders(options.identityProviders, options.publicUrl),
    usedAssertions: createUsedAssertions(options.database),
    onTokens: options.onTokens,
    attempts: createSignInAttempts(options.database),
    browsers: createBrowserBinding({ isHttps: publicUrl.protocol === "https:", cookieKeys }),
  });
  const servePages = getRequestListener(signIn.fetch, { overrideGlobalObjects: false });
  const metadata = authorizationServerMetadata(options.publicUrl, {
    grantTypes: grants.map(({ name }) => name),
    authMethods: authMethodsOf(clients),
    canRegister: registration !== undefined,
  });

  return {
    handles: (path) => METADATA_PATHS.has(path) || path.startsWith("/oauth/") || path.startsWith("/signin/"),
    handler(request, response) {
      if (!pinRequest(request, publicUrl)) return void response.writeHead(400).end();
      response.setHeader("x-request-id", namesOf(request).reference);
      const path = request.url?.split("?", 1)[0] ?? "";
      if (METADATA_PATHS.has(path)) return serveMetadata(request, response, metadata);
      if (path.startsWith("/signin/")) return void servePages(request, response);
      if (!isRoute(path))
        return void response.writeHead(404, { "content-type": "text/plain" }).end("Not Found");
      engine().serve(request, response);
    },
    verifyAccessToken: (token) => engine().verifyAccessToken(token),
    ownClient: createOwnClient(() => engine().provider, options.publicUrl),
    metadata: () => metadata,
  };
}

const clientsOf = ({ publicUrl, clients = [], trustedIssuers = [] }: AuthorizationServerOptions) =>
  withAssertions(checkClients([...PUBLISHED_CLIENTS, ownClientEntry(publicUrl), ...clients]), trustedIssuers);

const grantsOf = (
  { publicUrl, machines = [], trustedIssuers = [], grants = [], database }: AuthorizationServerOptions,
  people: People,
): readonly GrantType[] => [
  ...(machines.length > 0 ? [clientCredentials(machines, people)] : []),
  ...(trustedIssuers.length > 0 ? [identityAssertion(trustedIssuers, publicUrl, knownPeople(database))] : []),
  ...grants,
];

function serveMetadata(
  request: IncomingMessage,
  response: ServerResponse,
  metadata: AuthorizationServerMetadata,
) {
  const isRead = request.method === "GET" || request.method === "HEAD";
  response.writeHead(isRead ? 200 : 405, {
    "content-type": "application/json",
    // Public by nature; clients in a browser read it too.
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=300",
  });
  response.end(isRead ? JSON.stringify(metadata) : undefined);
}
